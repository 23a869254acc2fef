record websockets.pcap
serve 8765 /usr/bin/python3 record/websockets_server.py 127.0.0.1 8765
/usr/bin/python3 record/websockets_client.py ws://127.0.0.1:8765/ subprotocols chat.v1,chat.v2 'text:hello' 'text:' \
    'binary:200' 'fragments:eins ,zwei ,drei' 'ping:from the client' 'text:ping me' 'text:fragments' 'text:bye' leave
