// A WebSocket whose transport is a stream of node's http2: ws takes frames apart and makes them, on an HTTP/2 stream.
'use strict';
const { EventEmitter } = require('events');
const { Receiver, Sender } = require('ws');

class Http2Socket extends EventEmitter {
  // `stream` after its handshake; `isServer`: frames that arrive are masked.
  constructor(stream, isServer) {
    super();
    this.mask = !isServer;
    this.sender = new Sender(stream);
    this.stream = stream;
    this.closed = false;
    const receiver = new Receiver({ isServer });
    receiver.on('message', (data, isBinary) => this.emit('message', data, isBinary));
    receiver.on('ping', (data) => {
      this.sender.pong(data, this.mask);
      this.emit('ping', data);
    });
    receiver.on('pong', (data) => this.emit('pong', data));
    receiver.on('conclude', (code) => {
      this.close(code);
      if (isServer) stream.end();
    });
    stream.pipe(receiver);
    stream.on('end', () => stream.end());
  }

  // A frame of a message; with `fin` its last.
  send(data, { binary = false, fin = true } = {}) {
    this.sender.send(data, { binary, fin, mask: this.mask, compress: false });
  }

  ping(data) {
    this.sender.ping(data, this.mask);
  }

  close(code, reason) {
    if (!this.closed) this.sender.close(code, reason, this.mask);
    this.closed = true;
  }
}

module.exports = { Http2Socket };
