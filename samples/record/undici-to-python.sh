record undici-to-python.pcap
serve 8765 /usr/bin/python3 record/websockets_server.py 127.0.0.1 8765 deflate
node record/client.js undici ws://127.0.0.1:8765/ 'text:hello' 'binary:300' 'text:fragments' 'close:3000:from undici'
