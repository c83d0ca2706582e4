"""Serve the course's site: python3 serve.py [FOLDER] [--port N] [--lan] [--no-browser]

Standard library only, any Python from 3.8. The same file lies in the kit, beside the
folder `site`. The types of files are fixed here, because on some Windows computers the
registry says that a program is plain text, and the browser then refuses it.
"""

import argparse
import functools
import gzip
import http.server
import os
import socket
import sys
import threading
import webbrowser

TYPES = {
    "": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ipynb": "application/json",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
PACKED = (".css", ".csv", ".html", ".ipynb", ".js", ".json", ".md", ".mjs", ".svg", ".ttf", ".txt", ".wasm")
PORT = 8123


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of one folder: fixed types, nothing old from the browser's memory, packed on the way through the room."""

    protocol_version = "HTTP/1.1"
    extensions_map = TYPES
    packed = {}
    packing = threading.Lock()

    def log_message(self, *_):
        """Quiet."""

    def list_directory(self, path):
        self.send_error(404)

    def send_head(self):
        address = self.path.split("?")[0].split("#")[0]
        path = self.translate_path(address)
        if os.path.isdir(path):
            if not address.endswith("/"):
                return super().send_head()
            path = os.path.join(path, "index.html")
        try:
            file = open(path, "rb")
        except OSError:
            self.send_error(404)
            return None
        stat = os.fstat(file.fileno())
        pack = self.wants_packed(path) and stat.st_size > 1000
        tag = '"%x-%x%s"' % (stat.st_mtime_ns, stat.st_size, "-z" if pack else "")
        if self.headers.get("If-None-Match") == tag:
            file.close()
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return None
        content = self.pack(path, tag, file) if pack else None
        self.send_response(200)
        self.send_header("Content-Type", self.type_of(path))
        self.send_header("Content-Length", str(len(content) if pack else stat.st_size))
        self.send_header("ETag", tag)
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        if pack:
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        if not pack:
            return file
        file.close()
        if self.command != "HEAD":
            self.wfile.write(content)
        return None

    def type_of(self, path):
        return TYPES.get(os.path.splitext(path)[1].lower(), TYPES[""])

    def wants_packed(self, path):
        """Packing saves time on a network, and costs time on one's own computer."""
        near = self.client_address[0].startswith("127.") and not self.server.pack_always
        accepts = "gzip" in self.headers.get("Accept-Encoding", "")
        return accepts and not near and path.lower().endswith(PACKED)

    def pack(self, path, tag, file):
        with self.packing:
            known = self.packed.get(path)
            if known is None or known[0] != tag:
                known = self.packed[path] = (tag, gzip.compress(file.read(), 6))
        return known[1]


class Server(http.server.ThreadingHTTPServer):
    """A whole room may ask at once."""

    daemon_threads = True
    request_queue_size = 256
    pack_always = False
    allow_reuse_address = os.name != "nt"

    def handle_error(self, request, client_address):
        """A browser that goes away is no error."""


def start(folder, port=0, host="127.0.0.1"):
    """A running server for this folder, on any free port; `server.shutdown()` ends it."""
    server = Server((host, port), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def address_in_the_room():
    """This computer's address on the network of the room; None if it is on none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))  # nothing is sent
            found = probe.getsockname()[0]
        except OSError:
            return None
    return None if found.startswith("127.") or found == "0.0.0.0" else found


def run(folder, port=PORT, lan=False, browser=True):
    """Serve until Ctrl-C; returns the exit status."""
    if not os.path.isfile(os.path.join(folder, "index.html")):
        print("There is no site in %s. Unpack the whole zip first." % folder)
        return 2
    server = None
    for number in [port, *range(port + 1, port + 10), 0]:
        try:
            server = start(folder, number, "0.0.0.0" if lan else "127.0.0.1")
            break
        except OSError:
            continue
    if server is None:
        print("No free port was found near %d." % port)
        return 2
    number = server.server_address[1]
    here = "http://127.0.0.1:%d/" % number
    print("The course is open on this computer:  " + here)
    if lan:
        room = address_in_the_room()
        if room:
            print("For everybody in this room:           http://%s:%d/" % (room, number))
        else:
            print("This computer is on no network, so nobody else can open it.")
    print("Leave this window open. To end, press Ctrl and C together.")
    sys.stdout.flush()
    if browser:
        webbrowser.open(here)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("\nClosed.")
    server.shutdown()
    return 0


def main(arguments=None):
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description="Serve the course's site.")
    parser.add_argument("folder", nargs="?", default=os.path.join(here, "site"))
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--lan", action="store_true", help="for the room's network too")
    parser.add_argument("--no-browser", action="store_true")
    given = parser.parse_args(arguments)
    return run(given.folder, given.port, given.lan, not given.no_browser)


if __name__ == "__main__":
    sys.exit(main())
