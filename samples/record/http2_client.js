// Node's http2 as a client of WebSocket (RFC 8441): http2_client.js URL PATH STEP... [+ PATH STEP...]...
// One connection, a stream for each PATH, all at a time. STEPs are those of client.js; a PATH without is a GET.
'use strict';
const http2 = require('http2');
const { Http2Socket } = require('./http2_socket.js');

const [url, ...rest] = process.argv.slice(2);
const conversations = [[]];
for (const argument of rest) {
  if (argument === '+') conversations.push([]);
  else conversations.at(-1).push(argument);
}

// Not periodic in 256, and the same every time.
function octets(length) {
  return Buffer.from(Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
}

function talk(socket, steps) {
  function next() {
    if (steps.length === 0) return;
    const step = steps.shift();
    const verb = step.split(':', 1)[0];
    const argument = step.slice(verb.length + 1);
    if (verb === 'text') socket.send(argument);
    else if (verb === 'binary') socket.send(octets(Number(argument)), { binary: true });
    else if (verb === 'ping') socket.once('pong', next).ping(argument);
    else if (verb === 'fragments') {
      argument.split(',').forEach((part, i, parts) => socket.send(part, { fin: i === parts.length - 1 }));
    } else if (verb === 'close') {
      const [code, reason] = argument.split(':');
      socket.close(Number(code), reason);
    }
    if (step === 'text:ping me') socket.once('ping', next);
  }
  socket.on('message', next);
  next();
}

let open = conversations.length;
const session = http2.connect(url);
session.on('error', (error) => console.error(error.message));
session.once('remoteSettings', (settings) => {
  if (!settings.enableConnectProtocol) throw new Error('the server has no extended CONNECT');
  for (const [path, ...steps] of conversations) {
    const stream = session.request(steps.length === 0 ? { ':path': path } : {
      ':method': 'CONNECT', ':protocol': 'websocket', ':path': path, 'sec-websocket-version': 13,
    }, { endStream: steps.length === 0 });
    stream.on('response', (headers) => {
      if (steps.length === 0 || headers[':status'] !== 200) stream.resume().end();
      else talk(new Http2Socket(stream, false), steps);
    });
    stream.on('error', (error) => console.error(error.message));
    stream.on('close', () => --open === 0 && session.close());
  }
});
