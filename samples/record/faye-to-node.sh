record faye-to-node.pcap
serve 8080 node record/server.js 8080
node record/client.js faye ws://127.0.0.1:8080/ 'text:hello' 'binary:300' 'ping:from faye' 'text:fragments' \
    'close:1000:from faye'
