record node-ws.pcap
serve 8080 node record/server.js 8080
node record/client.js ws ws://127.0.0.1:8080/echo 'text:hello' 'text:' 'binary:125' 'binary:126' 'text:Grüße, 世界 👋' \
    'fragments:eins, ,zwei, ,drei' 'ping:from the client' 'text:ping me' 'text:fragments' 'close:1000:done'
