# Steps of tests/run: each is timed, counted and ended with all it started.

passed=0
failed=0
current=''
beside=''
results=()

# step NAME COMMAND…: runs the command in a process group of its own. What cargo test and node's
# runner count is counted; a step that counts nothing is one test.
step() {
  local name=$1 log began code=0
  shift
  began=$SECONDS
  log=$run_dir/logs/${name//[^a-zA-Z0-9]/-}.log
  : > "$log"
  printf '\n=== %s\n' "$name"
  set -m
  "$@" > "$log" 2>&1 < /dev/null &
  current=$!
  set +m
  tail --follow --bytes=+1 --sleep-interval=0.1 --pid="$current" "$log" &
  wait "$current" || code=$?
  wait "$!" || true
  end_current_step
  count "$name" "$log" "$code" $((SECONDS - began))
}

# prepare NAME COMMAND…: a step that is no test, and counts only when it fails.
prepare() {
  local preparing=1
  step "$@"
}

# beside NAME COMMAND…: begins what `prepare` does, and leaves it going beside the next steps until `join`.
beside() {
  beside_name=$1 beside_log=$run_dir/logs/beside.log beside_took=$run_dir/beside-took
  shift
  set -m
  (
    SECONDS=0
    # It may have been done long before it is waited for.
    trap 'echo "$SECONDS" > "$beside_took"' EXIT
    "$@"
  ) > "$beside_log" 2>&1 < /dev/null &
  beside=$!
  set +m
}

# Waits for what goes on beside the steps, and shows it as one of them.
join() {
  local code=0 preparing=1
  wait "$beside" || code=$?
  printf '\n=== %s\n' "$beside_name"
  cat "$beside_log"
  end_beside
  count "$beside_name" "$beside_log" "$code" "$(< "$beside_took")"
}

end_current_step() {
  [[ $current ]] || return 0
  kill -TERM -- "-$current" 2> /dev/null || true
  current=''
}

end_beside() {
  [[ $beside ]] || return 0
  kill -TERM -- "-$beside" 2> /dev/null || true
  beside=''
}

# What is skipped, ignored or cancelled has not passed, so it has failed.
count() {
  local name=$1 log=$2 code=$3 seconds=$4 good bad
  good=$(awk '/^test result:/ { n += $4 } /^[^ ]+ pass [0-9]+$/ { n += $3 } END { print n + 0 }' "$log")
  bad=$(awk '/^test result:/ { n += $6 + $8 }
    /^[^ ]+ (fail|cancelled|skipped|todo) [0-9]+$/ { n += $3 } END { print n + 0 }' "$log")
  bad=$((bad + $(note_not_run "$log")))
  if ((code != 0 && bad == 0)); then bad=1; fi
  if ((good + bad == 0)) && [[ -z ${preparing:-} ]]; then good=1; fi
  passed=$((passed + good))
  failed=$((failed + bad))
  results+=("$(printf '%-28s %5d passed %4d failed %5ds' "$name" "$good" "$bad" "$seconds")")
  if ((bad)); then printf -- '--- %s: %d failed (exit code %d)\n' "$name" "$bad" "$code"; fi
}

# What a log says was not run is kept for the end, and counted: it has failed.
note_not_run() {
  { grep '^NOT RUN: ' "$1" || true; } | tee --append "$run_dir/not-run" | wc --lines
}

# The processes that carry this run's id, except this script and what prints for it.
leftovers() {
  local folder pid name
  for folder in /proc/[0-9]*; do
    pid=${folder#/proc/}
    [[ $pid == "$$" || $pid == "$BASHPID" ]] && continue
    grep -qsz "^TEST_RUN_ID=$TEST_RUN_ID\$" "$folder/environ" || continue
    name=$(cat "$folder/comm" 2> /dev/null) || continue
    case $name in tail | postgres | bash | run | grep | cat) continue ;; esac
    echo "$pid $name"
  done
}

end_leftovers() {
  local pid
  while read -r pid _; do
    kill -KILL "$pid" 2> /dev/null
  done < <(leftovers)
}

nothing_left_running() {
  local left
  sleep 1
  left=$(leftovers)
  [[ -z $left ]] && return 0
  printf 'still running: %s\n' "$left"
  return 1
}

summary() {
  printf '\n'
  printf '%s\n' "${results[@]}"
  printf '%ds in all\n' "$SECONDS"
  if [[ -s $run_dir/not-run ]]; then sort --unique "$run_dir/not-run"; fi
  trap - INT TERM HUP
  trap - EXIT
  clean_up
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
}
