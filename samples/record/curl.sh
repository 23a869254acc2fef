record curl.pcap
serve 8080 node record/server.js 8080
# A valid handshake, no frame, and an abrupt end.
curl --silent -i -N --max-time 1 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \
    -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' http://127.0.0.1:8080/ > "$scratch/curl.log" || true
