record websockets-large.pcap
serve 8765 /usr/bin/python3 record/websockets_server.py 127.0.0.1 8765
/usr/bin/python3 record/websockets_client.py ws://127.0.0.1:8765/ 'text:large' 'close:1000:'
