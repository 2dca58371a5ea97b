//! Fifty at once, on one server and on two whose clocks differ by two seconds; and once more while one
//! of them is killed. One wins, ever.

mod client_secret;
mod code;
mod consent;
mod field;
mod refresh;
mod signing_key;
