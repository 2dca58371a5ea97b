//! The process under test: started, watched, stopped.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use tokio::process::{Child, Command};

use crate::{connection::Connection, machine};

/// A running `signet serve` with a database of its own.
pub struct Provider {
    child: Child,
    /// Its port on the loopback address.
    pub port: u16,
    /// Whether it knows the APIs and the machines of [`machine`].
    pub has_apis: bool,
    started: Duration,
}

/// How to start it.
pub struct Setup {
    binary: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
    /// Whether this build knows APIs.
    has_apis: bool,
}

/// Limits that an older build does not know, and refuses to start with.
const NEWER_LIMITS: &str = r#"failures_per_ip = "1000000000/1h"
stored_mb_per_network = "1000000000/1h"
"#;

impl Setup {
    /// Writes a configuration, and lets the provider make its database and keys: two clients that
    /// differ in the algorithm of their ID tokens, APIs that differ in their access tokens, mail by
    /// the fake Mailgun, limits out of the way, durable commits as always.
    pub async fn new(binary: &Path, mailgun: u16) -> anyhow::Result<Self> {
        let mut setup = Self::written(binary, mailgun)?;
        let path = setup.folder.path().join("signet.toml");
        let config = std::fs::read_to_string(&path)?;
        let with_apis = format!("{config}{}", machine::config());
        for (config, has_apis) in [
            (with_apis, true),
            (config.clone(), false),
            (config.replace(NEWER_LIMITS, ""), false),
        ] {
            std::fs::write(&path, config)?;
            setup.has_apis = has_apis;
            if let Ok(provider) = setup.start().await {
                provider.stop().await?;
                return Ok(setup);
            }
        }
        bail!("the provider takes none of the configurations")
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("signet.db")
    }

    fn written(binary: &Path, mailgun: u16) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let data = folder.path().display().to_string();
        let place = Place {
            public: port,
            listen: port,
            data: &data,
            database: &format!("sqlite:{data}/signet.db"),
            mailgun,
        };
        std::fs::write(folder.path().join("signet.toml"), place.config())?;
        write_master_key(folder.path())?;
        Ok(Self {
            binary: binary.to_owned(),
            folder,
            port,
            has_apis: false,
        })
    }

    /// Starts it and waits for the first 200 on discovery.
    pub async fn start(&self) -> anyhow::Result<Provider> {
        let config = self.folder.path().join("signet.toml");
        let provider = Provider::start(&self.binary, &config, self.port).await?;
        Ok(Provider {
            has_apis: self.has_apis,
            ..provider
        })
    }
}

/// Where a provider is, and what it stands on.
pub struct Place<'a> {
    /// The port in its issuer.
    pub public: u16,
    /// The port it listens on.
    pub listen: u16,
    /// Its folder.
    pub data: &'a str,
    /// The address of its database.
    pub database: &'a str,
    /// The port of the fake Mailgun.
    pub mailgun: u16,
}

impl Place<'_> {
    /// Its configuration file.
    pub fn config(&self) -> String {
        let Self {
            public,
            listen,
            data,
            database,
            mailgun,
        } = self;
        format!(
            r#"public_url = "http://localhost:{public}"
data_dir = "{data}"

[http]
listen = "127.0.0.1:{listen}"

[database]
url = "{database}"

[secrets]
master_key_file = "{data}/master.key"

[email]
connector = "mailgun"
[email.mailgun]
domain = "bench.example"
api_key = "key"
from = "Bench <bench@bench.example>"
base_url = "http://127.0.0.1:{mailgun}"

[limits]
sends_per_ip = "1000000000/1h"
sends_per_client = "1000000000/1h"
sends_total = "1000000000/1h"
{NEWER_LIMITS}pages_per_ip = "1000000000/1m"
forms_per_ip = "1000000000/1m"
calls_per_ip = "1000000000/1m"
api_calls_per_client = "1000000000/1m"

[[applications]]
id = "bench-rs256"
name = "Bench"
kind = "traditional"
secret = "benchbenchbenchbenchbenchbench12"
redirect_uris = ["http://localhost/cb"]

[[applications]]
id = "bench-es256"
name = "Bench"
kind = "traditional"
secret = "benchbenchbenchbenchbenchbench12"
redirect_uris = ["http://localhost/cb"]
id_token_alg = "ES256"
"#
        )
    }
}

/// A port that is free now.
pub fn free_port() -> anyhow::Result<u16> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.port())
}

/// Writes the key that [`Place::config`] names.
pub fn write_master_key(folder: &Path) -> anyhow::Result<()> {
    let path = folder.join("master.key");
    Ok(std::fs::write(path, "A".repeat(43) + "=\n")?)
}

impl Provider {
    /// Starts one and waits for the first 200 on discovery.
    pub async fn start(binary: &Path, config: &Path, port: u16) -> anyhow::Result<Self> {
        let began = Instant::now();
        let child = Command::new(binary)
            .arg("serve")
            .arg("--config")
            .arg(config)
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .context("starting the provider")?;
        let mut provider = Self {
            child,
            port,
            has_apis: false,
            started: Duration::ZERO,
        };
        while began.elapsed() < Duration::from_secs(20) {
            if let Some(status) = provider.child.try_wait()? {
                bail!("the provider ended: {status}");
            }
            if provider.answers().await {
                provider.started = began.elapsed();
                return Ok(provider);
            }
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
        bail!("the provider did not answer within 20 s")
    }

    async fn answers(&self) -> bool {
        let asked = async {
            let mut connection = Connection::open(self.port).await?;
            connection
                .get("/oidc/.well-known/openid-configuration", "")
                .await
        };
        matches!(asked.await, Ok(answer) if answer.status == http::StatusCode::OK)
    }

    /// From the start of the process to the first 200 on discovery.
    pub const fn cold_start(&self) -> Duration {
        self.started
    }

    /// Resident memory in bytes.
    pub fn resident(&self) -> anyhow::Result<u64> {
        self.memory("VmRSS:")
    }

    /// The most resident memory there was since the start, in bytes.
    pub fn most_resident(&self) -> anyhow::Result<u64> {
        self.memory("VmHWM:")
    }

    /// What one line of `/proc/PID/status` says, in bytes.
    fn memory(&self, name: &str) -> anyhow::Result<u64> {
        let id = self.child.id().context("the provider has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status
            .lines()
            .find(|line| line.starts_with(name))
            .with_context(|| format!("no {name}"))?;
        let kilobytes: u64 = line
            .split_whitespace()
            .nth(1)
            .context("no number")?
            .parse()?;
        Ok(kilobytes * 1024)
    }

    /// Processor time used so far, all threads, user and system.
    pub fn processor_time(&self) -> anyhow::Result<Duration> {
        let id = self.child.id().context("the provider has ended")?;
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        let fields = stat.rsplit(')').next().context("no fields")?;
        let ticks: u64 = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(str::parse::<u64>)
            .sum::<Result<u64, _>>()?;
        // USER_HZ is 100 on every Linux this runs on.
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Stops it as an operator does.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let id = self.child.id().context("the provider has ended")?;
        Command::new("kill").arg(id.to_string()).status().await?;
        self.child.wait().await?;
        Ok(())
    }
}
