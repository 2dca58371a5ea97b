#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    signet_fuzz::authorization_request::check(data);
});
