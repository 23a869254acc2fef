record websockets-deflate.pcap
serve 8765 /usr/bin/python3 record/websockets_server.py 127.0.0.1 8765 deflate
/usr/bin/python3 record/websockets_client.py ws://127.0.0.1:8765/ deflate 'text:hello' 'text:hello' 'text:' \
    'binary:1000' 'fragments:eins ,zwei ,drei' 'text:fragments' 'close:1000:'
