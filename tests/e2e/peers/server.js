// As server.py, with the npm package ws.
'use strict';
const crypto = require('crypto');
const {WebSocketServer} = require('ws');

function log(sender, data, isBinary) {
    const hash = crypto.createHash('sha256').update(data).digest('hex');
    console.log(JSON.stringify({sender, kind: isBinary ? 'binary' : 'text', length: data.length, hash}));
}

const [address, port] = process.argv.slice(2);
const server = new WebSocketServer({host: address, port: Number(port), perMessageDeflate: true});
server.on('listening', () => console.log('ready'));
server.on('connection', (connection) => {
    const say = (data, isBinary) => {
        log('server', data, isBinary);
        connection.send(data, {binary: isBinary});
    };
    say(Buffer.from('welcome'), false);
    connection.on('message', (data, isBinary) => {
        log('client', data, isBinary);
        say(data, isBinary);
    });
    connection.on('close', () => server.close());
});
