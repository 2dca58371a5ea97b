//! Logs: lines that read alone, with fields that can be queried.
//!
//! Other people's crates are kept at `info` whatever is configured: at `trace` they print request
//! bodies, mail dialogues and statements, in which codes and addresses stand (T-70).

use std::{io::IsTerminal, panic::PanicHookInfo};

use anyhow::Context;
use clap::ValueEnum;
use tracing::Level;
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, Targets},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one object per line.
    Json,
}

/// Our own crates: they log nothing secret at any level.
const OURS: [&str; 7] = [
    "signet",
    "engine",
    "oidc_core",
    "store",
    "connectors",
    "sign_in_ui",
    "demo_app",
];

/// Crates that must not even speak at `info`: sqlx prints slow statements.
const QUIET: [&str; 2] = ["sqlx", "lettre"];

/// Starts the log on standard output; standard error is for the one sentence of a failed start.
///
/// # Errors
/// When `directives` are not of the form `info` or `info,signet=debug`.
pub fn init(directives: &str, format: LogFormat) -> anyhow::Result<()> {
    let wanted = EnvFilter::try_new(directives).with_context(|| {
        format!("The setting log ({directives:?}) must be a level, or like \"info,signet=debug\"")
    })?;
    let filter = wanted.and(bounds());
    let lines = fmt::layer()
        .with_ansi(std::io::stdout().is_terminal())
        // A full disk below the log is no reason to write each of its lines to standard error, and
        // to panic when that is full, too.
        .log_internal_errors(false);
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    // A second start in one process (tests) keeps the first one's log.
    let _ = tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .try_init();
    std::panic::set_hook(Box::new(report));
    Ok(())
}

/// What no configuration can lift.
fn bounds() -> Targets {
    Targets::new()
        .with_default(Level::INFO)
        .with_targets(OURS.map(|name| (name, Level::TRACE)))
        .with_targets(QUIET.map(|name| (name, Level::ERROR)))
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
        message = literal,
        "the program panicked; this is a bug in Signet"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_70_trace_opens_our_crates_only() {
        let bounds = bounds();
        assert!(bounds.would_enable("signet::oidc::token", &Level::TRACE));
        assert!(bounds.would_enable("store", &Level::TRACE));
        for (target, level) in [
            ("sqlx::query", Level::WARN),
            ("lettre", Level::INFO),
            ("hyper::proto", Level::DEBUG),
            ("reqwest::connect", Level::DEBUG),
            ("rustls", Level::TRACE),
        ] {
            assert!(!bounds.would_enable(target, &level), "{target}");
        }
        assert!(bounds.would_enable("sqlx::query", &Level::ERROR));
    }

    #[test]
    fn a_log_level_that_is_none_is_one_sentence() {
        let error = init("loud=very", LogFormat::Text).unwrap_err().to_string();
        assert!(error.contains("loud=very"), "{error}");
    }
}
