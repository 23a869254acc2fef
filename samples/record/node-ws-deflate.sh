record node-ws-deflate.pcap
serve 8080 node record/server.js 8080 deflate
node record/client.js ws ws://127.0.0.1:8080/echo deflate 'text:hello' 'text:hello' 'text:' 'binary:1000' \
    'fragments:eins, ,zwei, ,drei' 'text:fragments' 'close:4000:application reason'
