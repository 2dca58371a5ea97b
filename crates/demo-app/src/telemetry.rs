//! The log of the shop that stands alone; a shop inside another program writes to that one's log.
//!
//! `RUST_LOG` chooses what of the Bookstore is heard. Other people's crates are kept at `info`
//! whatever it says, and those that carry our requests at `warn`: at `trace` they may print headers
//! and bodies, in which the client's secret, codes, tokens and cookies stand (T-70).

use std::{io::IsTerminal, panic::PanicHookInfo};

use tracing::{Level, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, Targets},
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
};

/// Our own crate: it logs nothing secret at any level.
const OURS: &str = "demo_app";

/// Crates that carry requests and answers; `hyper` stands for `hyper_util` and `hyper_rustls` too.
const CARRIERS: [&str; 4] = ["hyper", "h2", "reqwest", "rustls"];

/// Starts the log on standard output, as `RUST_LOG` asks within the bounds above; `info` when it
/// is not set. What it says that cannot be understood is left out, with a warning.
pub fn init() {
    let wanted = EnvFilter::builder()
        .with_default_directive(Level::INFO.into())
        .from_env_lossy();
    let is_colourful = std::io::stdout().is_terminal();
    // A second start in one process keeps the first one's log.
    let _ = tracing::subscriber::set_global_default(lines(wanted, is_colourful, std::io::stdout));
    std::panic::set_hook(Box::new(report));
}

/// Lines for people, of what is both `wanted` and within bounds.
fn lines<W>(wanted: EnvFilter, is_colourful: bool, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_ansi(is_colourful).with_writer(writer);
    tracing_subscriber::registry().with(lines.with_filter(wanted.and(bounds())))
}

/// What no configuration can lift.
fn bounds() -> Targets {
    Targets::new()
        .with_default(Level::INFO)
        .with_target(OURS, Level::TRACE)
        .with_targets(CARRIERS.map(|name| (name, Level::WARN)))
}

/// A panic's message may quote any value, so only a literal one is logged, and where it was.
fn report(panic: &PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    let literal = panic
        .payload()
        .downcast_ref::<&str>()
        .copied()
        .unwrap_or("(not shown)");
    tracing::error!(
        place,
        said = literal,
        "the program panicked; this is a bug in the Bookstore"
    );
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is written of one event of each kind.
    fn heard(directives: &str) -> String {
        let written = Written::default();
        let writer = written.clone();
        let subscriber = lines(EnvFilter::new(directives), false, move || writer.clone());
        tracing::subscriber::with_default(subscriber, || {
            tracing::trace!(target: "demo_app::token", "ours at trace");
            tracing::info!(target: "demo_app", "ours at info");
            tracing::info!(target: "axum::serve", "theirs at info");
            tracing::debug!(target: "axum::rejection", "theirs at debug");
            tracing::trace!(target: "hyper_util::client", "carried by hyper_util");
            tracing::info!(target: "hyper::proto", "carried by hyper");
            tracing::debug!(target: "h2::codec", "carried by h2");
            tracing::trace!(target: "reqwest::connect", "carried by reqwest");
            tracing::debug!(target: "rustls::client", "carried by rustls");
            tracing::warn!(target: "hyper::proto", "a carrier's warning");
        });
        String::from_utf8(written.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn t_70_trace_opens_our_crate_only() {
        for directives in [
            "trace",
            "trace,hyper=trace,h2=trace,reqwest=trace,rustls=trace,axum=trace",
        ] {
            let log = heard(directives);
            assert!(log.contains("ours at trace"), "{log}");
            assert!(log.contains("theirs at info"), "{log}");
            assert!(log.contains("a carrier's warning"), "{log}");
            assert!(!log.contains("theirs at debug"), "{log}");
            assert!(!log.contains("carried by"), "{log}");
        }
    }

    #[test]
    fn the_log_can_be_made_quieter() {
        let log = heard("warn");
        assert!(log.contains("a carrier's warning"), "{log}");
        assert!(!log.contains("at info"), "{log}");
        assert_eq!(heard("off"), "");
    }
}
