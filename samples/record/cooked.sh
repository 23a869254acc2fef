# Linux cooked v2. The server sits in another namespace behind a bridge, so that every packet is seen twice: on the
# bridge and on its port.
ip link add name bridge type bridge
ip link add name port type veth peer name far
ip link set port master bridge
ip address add 192.0.2.1/24 dev bridge
ip link set bridge up
ip link set port up
unshare --net sleep 60 &
other=$!
sleep 0.2
ip link set far netns "$other"
inside() { nsenter --target "$other" --net "$@"; }
inside ip link set lo up
inside ip address add 192.0.2.2/24 dev far
inside ip link set far up
inside node record/server.js 8080 > "$scratch/server.log" 2>&1 &
sleep 1
record cooked.pcap -i any -y LINUX_SLL2
node record/client.js ws ws://192.0.2.2:8080/ 'text:seen twice' 'binary:300' 'text:fragments' 'close:1000:done'
