record python-to-node.pcap
serve 8080 node record/server.js 8080 deflate
/usr/bin/python3 record/websockets_client.py ws://127.0.0.1:8080/ deflate 'text:hello' 'text:hello again, hello again' \
    'binary:300' 'fragments:eins ,zwei ,drei' 'ping:from Python' 'text:fragments' 'text:bye' leave
