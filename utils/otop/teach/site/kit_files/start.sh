#!/bin/sh
# Opens the course on this computer. For everybody in the room: sh start.sh --lan
cd "$(dirname "$0")" || exit 1
if command -v python3 >/dev/null 2>&1; then
  exec python3 serve.py "$@"
fi
echo "Python is not on this computer, and the course cannot be opened from here."
echo "Open it from the facilitator's computer, or ask somebody to install Python (python.org)."
exit 1
