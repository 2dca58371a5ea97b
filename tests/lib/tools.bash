# What tests/run needs besides a Rust toolchain and Node: Debian packages, installed only if they
# are missing, and npm packages as package-lock.json names them.

postgres_bin() {
  local initdb
  initdb=$(command -v initdb || true)
  if [[ -z $initdb ]]; then
    initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)
  fi
  [[ $initdb ]] && dirname "$(readlink -f "$initdb")"
}

has_chromium() {
  [[ -n ${TEST_CHROMIUM:-} ]] ||
    command -v chromium-headless-shell chromium chromium-browser google-chrome > /dev/null
}

# The same browser without its window takes a fifth less time. Any Chromium does where Debian has none.
install_headless_shell() {
  if [[ -n ${TEST_CHROMIUM:-} ]] || command -v chromium-headless-shell > /dev/null ||
    [[ $(id -u) != 0 ]] || ! command -v apt-get > /dev/null; then
    return 0
  fi
  timeout 180 apt-get install -qy --no-install-recommends chromium-headless-shell fonts-liberation ||
    echo 'chromium-headless-shell cannot be had: the tests run in another Chromium'
}

# What only the operator can install.
check_toolchain() {
  local tool
  for tool in cargo rustc node npm; do
    command -v "$tool" > /dev/null && continue
    echo "$tool is missing: install a Rust toolchain (rustup) and Node 20 or newer first." >&2
    return 1
  done
  if (($(node -p 'process.versions.node.split(".")[0]') < 20)); then
    echo "Node $(node --version) is too old: the tests need 20 or newer." >&2
    return 1
  fi
  echo 'cargo, rustc, node and npm are there'
}

install_tools() {
  local missing=()
  [[ $(postgres_bin) ]] || missing+=(postgresql)
  has_chromium || missing+=(chromium fonts-liberation)
  command -v strace > /dev/null || missing+=(strace)
  command -v pgbouncer > /dev/null || [[ -x /usr/sbin/pgbouncer ]] || missing+=(pgbouncer)
  command -v nginx > /dev/null || [[ -x /usr/sbin/nginx ]] || missing+=(nginx-light)
  command -v cc > /dev/null || missing+=(build-essential)
  python3 -c 'import ensurepip, venv' 2> /dev/null || missing+=(python3-venv)
  if ((${#missing[@]} == 0)); then
    echo 'PostgreSQL, PgBouncer, nginx, Chromium, strace, Python and a C compiler are there'
  else
    apt_install "${missing[@]}"
  fi
  install_headless_shell
}

apt_install() {
  if ! command -v apt-get > /dev/null; then
    echo "missing: $*. This is no Debian; please install them by hand." >&2
    return 1
  fi
  if [[ $(id -u) != 0 ]]; then
    echo "missing: $*. Run as root: apt-get install $*" >&2
    return 1
  fi
  echo "installing $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  if [[ " $* " == *' postgresql '* ]]; then
    # The package would start a cluster of its own, which nobody asked for.
    apt-get install -qy --no-install-recommends postgresql-common
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' \
      /etc/postgresql-common/createcluster.conf
  fi
  without_services apt-get install -qy --no-install-recommends "$@"
}

# Installs without starting what was installed: nginx would take port 80, which nobody asked for.
without_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [[ -e $policy ]]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
  "$@" || status=$?
  rm -f "$policy"
  return "$status"
}

install_npm_packages() {
  local wanted stamp=tests/node_modules/.complete
  wanted=$(sha256sum tests/package-lock.json)
  if [[ -f $stamp && $(< "$stamp") == "$wanted" ]]; then
    echo 'the npm packages of package-lock.json are there'
    return 0
  fi
  (cd tests && npm ci --no-audit --no-fund --omit-lockfile-registry-resolved)
  echo "$wanted" > "$stamp"
}

# The Python packages of the authlib test, in an environment of their own.
install_python_packages() {
  local wanted folder=$root/tests/.cache/python needs=$root/tests/interop/python/requirements.txt
  wanted=$(sha256sum < "$needs")
  if [[ -f $folder/.complete && $(< "$folder/.complete") == "$wanted" ]]; then
    echo 'the Python packages of requirements.txt are there'
    return 0
  fi
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --only-binary :all: --requirement "$needs"
  echo "$wanted" > "$folder/.complete"
}
