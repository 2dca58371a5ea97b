# A PostgreSQL cluster of this run's own, on a free port, in the run's folder. Its data need not
# outlive the machine, so it does not wait for the disk.

as_postgres() {
  if [[ $(id -u) == 0 ]]; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}

start_postgres() {
  local bin port data=$run_dir/postgres
  bin=$(postgres_bin)
  port=$(node --input-type=module --eval \
    "import { freePort } from '$root/tests/lib/port.js'; console.log(await freePort());")
  mkdir "$data"
  if [[ $(id -u) == 0 ]]; then chown postgres "$data"; fi
  touch "$run_dir/postgres.log"
  if [[ $(id -u) == 0 ]]; then chown postgres "$run_dir/postgres.log"; fi
  cd /
  as_postgres "$bin/initdb" --pgdata "$data/db" --username postgres --auth trust \
    --encoding UTF8 --locale C.UTF-8 --no-sync > /dev/null
  as_postgres "$bin/pg_ctl" --pgdata "$data/db" --log "$run_dir/postgres.log" --wait start \
    --options "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$data' \
      -c max_connections=400 -c shared_buffers=128MB \
      -c fsync=off -c full_page_writes=off"
  echo "postgres://postgres@127.0.0.1:$port/postgres" > "$run_dir/postgres.url"
}

stop_postgres() {
  [[ -d $run_dir/postgres/db ]] || return 0
  (cd / && as_postgres "$(postgres_bin)/pg_ctl" --pgdata "$run_dir/postgres/db" \
    --mode immediate --wait stop) > /dev/null 2>&1
}
