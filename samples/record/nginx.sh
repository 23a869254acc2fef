record nginx.pcap
serve 9090 node record/server.js 9090 deflate
cp record/nginx.conf "$scratch"
serve 8080 nginx -p "$scratch" -c "$scratch/nginx.conf"
/usr/bin/python3 record/websockets_client.py ws://127.0.0.1:8080/ deflate 'text:through nginx' 'binary:300' \
    'text:fragments' 'close:1000:done'
