dumpcap -q -i lo -f tcp -w "$scratch/recorded.pcapng" 2> "$scratch/dumpcap.log" &
recorders+=($!)
await 'File:' "$scratch/dumpcap.log"
serve 8765 /usr/bin/python3 record/websockets_server.py 127.0.0.1 8765 deflate
node record/client.js faye ws://127.0.0.1:8765/ 'text:hello' 'binary:300' 'text:fragments' 'close:1000:done'
finish
recorders=()
finish() { /usr/bin/python3 record/scrub_pcapng.py "$scratch/recorded.pcapng" pcapng.pcapng; }
