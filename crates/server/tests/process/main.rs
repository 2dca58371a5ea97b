//! `signet` as a process among others: killed at every step, beside a second one, behind a proxy,
//! with a mail provider that fails. Everything it prints, at log level trace, is read by a witness
//! that knows every code, token, secret, cookie and address of the test (T-70).
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod behind_a_proxy;
mod behind_nginx;
mod kill_after_the_answer;
mod kill_during_the_request;
mod kill_with_mail;
mod kit;
mod mailgun_faults;
mod mailgun_form;
mod production;
mod races;
mod restored;
mod shutdown;
mod slow_clients;
mod two_servers;
