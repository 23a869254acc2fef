record wrong-accept.pcap
serve 8080 /usr/bin/python3 record/wrong_accept.py server
/usr/bin/python3 record/wrong_accept.py client
