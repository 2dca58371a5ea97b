# What tests/run --full adds: libFuzzer runs every target of tests/fuzz for a minute. What it finds on
# its way goes away with the run; an input that breaks something is printed.

cargo_fuzz_version=0.13.2
# Taken when no nightly toolchain is there: cargo-fuzz needs options that no other one has.
nightly=nightly-2026-05-16
fuzz_tools=$root/tests/.cache/cargo-fuzz-$cargo_fuzz_version

install_cargo_fuzz() {
  local there
  there=$(rustup toolchain list | awk '/^nightly/ { print $1; exit }')
  if [[ $there ]]; then
    nightly=$there
  else
    rustup toolchain install "$nightly" --profile minimal
  fi
  echo "$nightly" > "$run_dir/nightly"
  if [[ ! -x $fuzz_tools/bin/cargo-fuzz ]]; then
    env --unset=RUSTC_WORKSPACE_WRAPPER cargo install --locked --version "$cargo_fuzz_version" --root "$fuzz_tools" cargo-fuzz
  fi
  build_targets
}

cargo_fuzz() {
  local command=$1
  shift
  # Ours has no `unsafe`, which is what sanitizers look for.
  PATH=$fuzz_tools/bin:$PATH RUSTUP_TOOLCHAIN=$(< "$run_dir/nightly") \
    env --unset=RUSTC_WORKSPACE_WRAPPER cargo fuzz "$command" --fuzz-dir tests/fuzz/libfuzzer --sanitizer none \
    --target-dir "$CARGO_TARGET_DIR/libfuzzer" "$@"
}

build_targets() {
  cargo_fuzz build
}

fuzz_targets() {
  local folder
  for folder in tests/fuzz/corpus/*/; do basename "$folder"; done
}

# fuzz TARGET: over its corpus, for TEST_FUZZ_SECONDS.
fuzz() {
  local target=$1 found=$run_dir/fuzz/$1
  mkdir -p "$found/corpus"
  cargo_fuzz run "$target" "$found/corpus" "tests/fuzz/corpus/$target" -- \
    -max_total_time="${TEST_FUZZ_SECONDS:-60}" -max_len=17000 -timeout=10 \
    -artifact_prefix="$found/" -print_final_stats=1
}
