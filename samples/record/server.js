// ws as a server: server.js PORT [deflate]
// Echoes; answers "ping me" by a ping, "fragments" by a message in three frames, "bye" by closing with 1001.
'use strict';
const http = require('http');
const { WebSocketServer } = require('ws');

const [port, ...options] = process.argv.slice(2);
const server = http.createServer((request, response) => response.end('not here\n'));
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: options.includes('deflate') && { threshold: 0 },
});

sockets.on('connection', (socket) => {
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
});

server.listen(port);
