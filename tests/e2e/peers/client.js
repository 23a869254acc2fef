// As client.py, with the npm package ws: client.js URL COUNT.
'use strict';
const crypto = require('crypto');
const WebSocket = require('ws');

function log(sender, data, isBinary) {
    const hash = crypto.createHash('sha256').update(data).digest('hex');
    console.log(JSON.stringify({sender, kind: isBinary ? 'binary' : 'text', length: data.length, hash}));
}

const [url, count] = process.argv.slice(2);
const lengths = [0, 5, 125, 126, 1000, 65535, 65536, 200000];
const connection = new WebSocket(url);
let said = 0;
connection.on('message', (data, isBinary) => {
    log('server', data, isBinary);
    if (said === Number(count)) {
        connection.close(1000);
        return;
    }
    const length = lengths[(said * 5) % lengths.length];
    const binary = said % 3 === 0;
    const message = binary ? crypto.randomBytes(length) : Buffer.from(`text ${said} ü ` + 'y'.repeat(length));
    ++said;
    log('client', message, binary);
    connection.send(message, {binary});
});
