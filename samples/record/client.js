// A client of one of three packages: client.js ws|undici|faye URL [deflate] STEP...
// Each STEP is sent when the one before it was answered: text:..., binary:LENGTH, ping:..., fragments:A,B,...,
// last close:CODE:REASON or leave (waits until the server closes).
'use strict';
const [kind, url, ...rest] = process.argv.slice(2);
const deflate = rest[0] === 'deflate' && rest.shift();
const steps = rest.map((step) => {
  const colon = step.indexOf(':');
  return colon < 0 ? [step, ''] : [step.slice(0, colon), step.slice(colon + 1)];
});

function open() {
  if (kind === 'ws') {
    const { WebSocket } = require('ws');
    return new WebSocket(url, { perMessageDeflate: deflate ? { threshold: 0 } : false });
  }
  if (kind === 'undici') return new (require('undici').WebSocket)(url);
  return new (require('faye-websocket').Client)(url);
}

const socket = open();
socket.binaryType = 'arraybuffer';

// Not periodic in 256, and the same every time.
function octets(length) {
  return Buffer.from(Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
}

function next() {
  if (steps.length === 0) return;
  const [verb, argument] = steps.shift();
  if (verb === 'text') socket.send(argument);
  else if (verb === 'binary') socket.send(octets(Number(argument)));
  else if (verb === 'ping') {
    if (kind === 'ws') socket.once('pong', next).ping(argument);
    else socket.ping(argument, next);
  } else if (verb === 'fragments') {
    const parts = argument.split(',');
    parts.forEach((part, i) => {
      socket.send(part, { fin: i === parts.length - 1 });
      if (i === 0) socket.ping('between');
    });
  } else if (verb === 'close') {
    const [code, reason] = argument.split(':');
    socket.close(Number(code), reason);
  }
}

socket.onopen = next;
socket.onmessage = next;
socket.onerror = (event) => console.error(event.message || event.error);
if (kind === 'ws') socket.on('ping', () => steps[0] && steps[0][0] !== 'leave' && setTimeout(next, 20));
