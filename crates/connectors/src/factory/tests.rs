//! What is shown of the factories, and how their JSON is read.

mod kit;
mod read_http;
mod read_mailgun;
mod read_smtp;
mod secrets;
mod shown;
