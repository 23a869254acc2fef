// Node's http server with ws: refuses upgrades without Authorization (401) and of another version (426), and keeps
// the connection for another try; the third request it may accept.
'use strict';
const http = require('http');
const { WebSocketServer } = require('ws');

const sockets = new WebSocketServer({ noServer: true });
// As long as nobody listens for 'upgrade', node treats an upgrade as a request like any other.
const server = http.createServer((request, response) => {
  if (!request.headers.authorization) {
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="chat"', 'Content-Length': 12 }).end('who are you\n');
    return;
  }
  response.writeHead(426, { 'Sec-WebSocket-Version': '13', 'Content-Length': 0 }).end();
  server.on('upgrade', (upgrade, socket, start) => {
    sockets.handleUpgrade(upgrade, socket, start, (accepted) => {
      accepted.send('welcome at last');
      accepted.close(1000, 'done');
    });
  });
});
server.listen(8080);
