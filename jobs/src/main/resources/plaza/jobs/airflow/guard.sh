# Runs a program, and runs it again whenever it ends, once it is known to work.
#   guard.sh KEEP PID PROGRAM [ARGUMENT...]
# KEEP is a file that is there from when it was seen to work; PID the file that tells its process.
keep=$1
pid=$2
shift 2
# A session of its own, so that whatever it has started can be ended with it.
session=$(command -v setsid || true)
pause=1
trap 'kill "$!" 2>/dev/null; exit 143' TERM
while :; do
  begun=$(date +%s)
  $session "$@" &
  child=$!
  echo "$child" >"$pid.draft" && mv "$pid.draft" "$pid"
  wait "$child"
  code=$?
  [ -z "$session" ] || kill -s KILL -- "-$child" 2>/dev/null
  [ -e "$keep" ] || exit "$code"
  if [ $(($(date +%s) - begun)) -ge 60 ]; then pause=1; fi
  echo "plaza: it ended with $code and is started again in $pause s"
  sleep "$pause" &
  wait "$!"
  [ "$pause" -ge 60 ] || pause=$((pause * 2))
done
