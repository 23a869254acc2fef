ordinary_segments
record node-ws-large.pcap
serve 8080 node record/server.js 8080
node record/client.js ws ws://127.0.0.1:8080/echo 'binary:70000' 'close:1000:'
