// Node's http2 as a server of WebSocket (RFC 8441): http2_server.js PORT
// Echoes as server.js does: answers "ping me" by a ping, "fragments" by a message in three frames, "bye" by closing with
// 1001. Any other request gets a page, and WebSocket at /forbidden 403.
'use strict';
const http2 = require('http2');
const { Http2Socket } = require('./http2_socket.js');

const server = http2.createServer({ settings: { enableConnectProtocol: true } });

server.on('stream', (stream, headers) => {
  if (headers[':protocol'] !== 'websocket') {
    stream.respond({ ':status': 200, 'content-type': 'text/plain' });
    stream.end('a page\n');
  } else if (headers[':path'] === '/forbidden') {
    stream.respond({ ':status': 403 }, { endStream: true });
  } else {
    stream.respond({ ':status': 200 });
    talk(new Http2Socket(stream, true));
  }
});

function talk(socket) {
  socket.on('message', (data, isBinary) => {
    const text = isBinary ? '' : data.toString();
    if (text === 'ping me') {
      socket.ping('from the server');
    } else if (text === 'fragments') {
      socket.send('one, ', { fin: false });
      socket.ping('between fragments');
      socket.send('two, ', { fin: false });
      socket.send('three', { fin: true });
    } else if (text === 'bye') {
      socket.close(1001, 'server is going away');
    } else {
      socket.send(data, { binary: isBinary });
    }
  });
}

server.listen(process.argv[2], '127.0.0.1');
