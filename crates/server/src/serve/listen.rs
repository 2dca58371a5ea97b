//! The addresses we listen on.

use std::{
    io,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use anyhow::anyhow;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;

use crate::config::http::Listen;

/// Connections that the kernel keeps for us until they are accepted.
const BACKLOG: i32 = 1024;

/// Listeners that are open: from here on connections wait instead of being refused.
#[derive(Debug)]
pub struct Open(pub(super) Vec<TcpListener>);

/// Opens every address.
///
/// # Errors
/// One sentence that says what to change; [`is_taken`] tells whether the port is in use.
pub fn open(listen: &Listen, key: &str) -> anyhow::Result<Open> {
    let mut listeners = Vec::new();
    for address in listen.addresses() {
        match bind(address.socket, listen) {
            Ok(listener) => listeners.push(listener),
            Err(error) if address.optional && is_absent(&error) => {}
            Err(error) => return Err(refused(error, address.socket, key)),
        }
    }
    Ok(Open(listeners))
}

fn bind(address: SocketAddr, listen: &Listen) -> io::Result<TcpListener> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    socket.set_reuse_address(true)?;
    if leaves_ipv4_to_another(address, listen) {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// `[::]` takes IPv4 along (RFC 3493 §5.3), and would take it from an IPv4 address in the list.
fn leaves_ipv4_to_another(address: SocketAddr, listen: &Listen) -> bool {
    let mut others = listen.addresses().iter().map(|other| other.socket);
    address.ip() == IpAddr::V6(Ipv6Addr::UNSPECIFIED)
        && others.any(|other| other.is_ipv4() && other.port() == address.port())
}

/// The machine has no such address: no IPv6, most often.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        // EAFNOSUPPORT has no kind of its own.
        || error.raw_os_error() == Some(97)
}

fn refused(error: io::Error, socket: SocketAddr, key: &str) -> anyhow::Error {
    let advice = match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Port {} is already in use on {}: stop the other program, or choose another port \
             with {key} in signet.toml.",
            socket.port(),
            socket.ip(),
        ),
        io::ErrorKind::PermissionDenied => format!(
            "This user may not listen on port {}: choose a port above 1023 with {key} in \
             signet.toml.",
            socket.port(),
        ),
        io::ErrorKind::AddrNotAvailable => format!(
            "This machine has no address {}: change {key} in signet.toml, or listen on every \
             address with \"0.0.0.0:{}\".",
            socket.ip(),
            socket.port(),
        ),
        _ => format!("Cannot listen on {socket} ({error}): change {key} in signet.toml."),
    };
    anyhow!(error).context(CompleteMessage(advice))
}

/// A message that is complete: what lies below it need not be printed.
#[derive(Debug)]
pub struct CompleteMessage(pub String);

impl std::fmt::Display for CompleteMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the listener could not be opened because another program has the port.
pub fn is_taken(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::AddrInUse)
}
