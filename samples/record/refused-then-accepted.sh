record refused-then-accepted.pcap
serve 8080 node record/refusing_server.js
upgrade=(-i -N -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==')
curl --silent --max-time 1 "${upgrade[@]}" -H 'Sec-WebSocket-Version: 8' http://127.0.0.1:8080/ \
    --next --silent --max-time 1 "${upgrade[@]}" -H 'Sec-WebSocket-Version: 8' -u user:secret http://127.0.0.1:8080/ \
    --next --silent --max-time 1 "${upgrade[@]}" -H 'Sec-WebSocket-Version: 13' -u user:secret http://127.0.0.1:8080/ \
    > "$scratch/curl.log" || true
