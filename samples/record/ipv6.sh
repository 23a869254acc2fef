record ipv6.pcap
serve 8080 node record/server.js 8080
/usr/bin/python3 record/websockets_client.py 'ws://[::1]:8080/' 'text:over IPv6' 'binary:126' 'ping:six' 'close:1000:'
