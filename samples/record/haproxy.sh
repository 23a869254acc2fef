record haproxy.pcap
serve 9090 node record/server.js 9090
serve 8080 haproxy -db -f record/haproxy.cfg
node record/client.js ws ws://127.0.0.1:8080/ 'text:through haproxy' 'text:fragments' 'close:1000:done'
