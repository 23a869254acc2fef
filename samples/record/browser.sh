record browser.pcap
serve 8765 /usr/bin/python3 record/websockets_server.py 127.0.0.1 8765 deflate page record/page.html
# The page closes its connection long before the browser is stopped.
timeout 5 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$scratch/profile" \
    --remote-debugging-port=0 http://127.0.0.1:8765/ > "$scratch/chromium.log" 2>&1 || true
