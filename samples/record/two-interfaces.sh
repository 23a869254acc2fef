# pcapng with two interfaces of different link types (Ethernet on lo, and any), so that every packet is there twice.
dumpcap -q -i lo -i any -f tcp -w "$scratch/recorded.pcapng" 2> "$scratch/dumpcap.log" &
recorders+=($!)
await 'File:' "$scratch/dumpcap.log"
serve 8080 node record/server.js 8080
node record/client.js ws ws://127.0.0.1:8080/ 'text:hello' 'binary:300' 'text:fragments' 'close:1000:done'
finish
recorders=()
finish() { /usr/bin/python3 record/scrub_pcapng.py "$scratch/recorded.pcapng" two-interfaces.pcapng; }
