record http2-haproxy.pcap
serve 9090 node record/server.js 9090
serve 8080 haproxy -db -f record/http2-haproxy.cfg
node record/http2_client.js http://127.0.0.1:8080 \
    /first 'text:through haproxy' 'binary:300' 'ping:from the client' 'text:fragments' 'fragments:eins, ,zwei, ,drei' \
    'close:1000:done' + \
    /second 'text:ping me' 'text:bye'
