record http2-node.pcap
serve 8080 node record/http2_server.js 8080
node record/http2_client.js http://127.0.0.1:8080 \
    /echo 'text:hello' 'text:Grüße, 世界 👋' 'binary:126' 'ping:from the client' 'text:ping me' 'text:fragments' \
    'fragments:eins, ,zwei, ,drei' 'close:1000:done' + \
    /page + /forbidden 'text:never' + \
    /large 'binary:20000' 'text:bye'
