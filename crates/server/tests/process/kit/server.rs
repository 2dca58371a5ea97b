//! One `signet`, its port and its folder: both stay when it is killed.

use std::{
    fs::{self, OpenOptions},
    future::Future,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use testkit::mailgun::API_KEY;

use super::{
    Browser, RelyingParty, Socket, free_port,
    relying_party::{CLIENTS, relying_party},
    world::{MASTER_KEY, World},
};

/// As long as a first start may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `signet dev --no-demo`
    Dev,
    /// `signet dev`
    DevWithDemo,
    /// `signet serve`
    Serve,
}

/// How a server is started.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) kind: Kind,
    /// Instead of `http://localhost:<port>`.
    pub(crate) public_url: Option<String>,
    /// More of `signet.toml`: tables.
    pub(crate) tables: String,
    /// Further variables.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// By so many seconds its clock is ahead.
    pub(crate) ahead: u32,
}

impl Setup {
    /// For development: mails go to the mailbox.
    pub(crate) fn dev() -> Self {
        Self {
            kind: Kind::Dev,
            public_url: None,
            tables: String::new(),
            variables: Vec::new(),
            ahead: 0,
        }
    }

    /// In production, with Mailgun at this port and these deliveries.
    pub(crate) fn serve(mailgun_port: u16, deliveries: &str) -> Self {
        Self {
            kind: Kind::Serve,
            tables: format!(
                "[email]\nconnector = \"mailgun\"\n[email.mailgun]\ndomain = \"mg.example.com\"\n\
                 apiKey = \"{API_KEY}\"\nfrom = \"Bookstore <no-reply@shop.example>\"\n\
                 base_url = \"http://127.0.0.1:{mailgun_port}\"\n{deliveries}"
            ),
            ..Self::dev()
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    /// With more of `signet.toml`: tables.
    pub(crate) fn and(mut self, tables: &str) -> Self {
        self.tables += tables;
        self
    }

    pub(crate) fn ahead(mut self, seconds: u32) -> Self {
        self.ahead = seconds;
        self
    }

    pub(crate) fn at(mut self, public_url: &str) -> Self {
        self.public_url = Some(public_url.to_owned());
        self
    }
}

/// Killed when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) world: World,
    pub(crate) port: u16,
    pub(crate) demo_port: u16,
    public_url: String,
    folder: PathBuf,
    setup: Setup,
    child: Option<Child>,
}

impl Server {
    pub(crate) fn new(world: World, folder: PathBuf, setup: Setup) -> Self {
        let port = free_port();
        let public_url = setup.public_url.clone();
        let public_url = public_url.unwrap_or_else(|| format!("http://localhost:{port}"));
        let text = format!("public_url = \"{public_url}\"\n{CLIENTS}\n{}", setup.tables);
        fs::write(folder.join("signet.toml"), text).unwrap();
        world.witness.saw(API_KEY);
        Self {
            demo_port: free_port(),
            world,
            port,
            public_url,
            folder,
            setup,
            child: None,
        }
    }

    /// A command to be run beside the server.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(PathBuf::from(env!("CARGO_BIN_EXE_signet")), arguments)
    }

    fn command_of(&self, program: PathBuf, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .envs(testkit::run_id::variable())
            .env("RUST_BACKTRACE", "1")
            .env("SIGNET__LOG", "trace")
            .env("SIGNET__DATABASE__URL", self.world.database.url())
            .env("SIGNET__SECRETS__MASTER_KEY", MASTER_KEY)
            .env("SIGNET__OIDC__ID_TOKEN_ALG", "ES256")
            .env("SIGNET__HTTP__LISTEN", format!("localhost:{}", self.port))
            .env(
                "SIGNET__DEMO__LISTEN",
                format!("localhost:{}", self.demo_port),
            )
            .envs(self.setup.variables.iter().map(|(n, v)| (*n, v.as_str())));
        command
    }

    /// Starts the program, without waiting for it.
    pub(crate) fn spawn(&mut self) {
        assert!(self.child.is_none(), "it runs already");
        let output = self.folder.join("output.log");
        self.world.witness.reads(&output);
        let file = OpenOptions::new().create(true).append(true).open(output);
        let file = file.unwrap();
        let arguments: &[&str] = match self.setup.kind {
            Kind::Dev => &["dev", "--no-demo"],
            Kind::DevWithDemo => &["dev"],
            Kind::Serve => &["serve"],
        };
        let mut command = match self.setup.ahead {
            0 => self.command(arguments),
            seconds => {
                let mut command = self.command_of(clockwork(), arguments);
                command.env("CLOCKWORK_AHEAD", seconds.to_string());
                command
            }
        };
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn();
        self.child = Some(child.unwrap());
    }

    /// Starts it and waits until it is ready.
    pub(crate) async fn start(&mut self) {
        self.spawn();
        self.ready().await;
    }

    /// Waits until it is ready.
    pub(crate) async fn ready(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        let url = format!("http://127.0.0.1:{}/readyz", self.port);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        loop {
            let asked = client.get(&url).timeout(Duration::from_secs(20)).send();
            if asked.await.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            assert!(Instant::now() < deadline, "it is not ready in time");
            if let Some(status) = self.child.as_mut().unwrap().try_wait().unwrap() {
                panic!("it ended: {status}, {}", self.world.witness.output());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// `kill -9`, and started again on the same data and port.
    pub(crate) async fn kill_and_restart(&mut self) {
        self.kill();
        self.start().await;
    }

    /// Cuts a request off after a while; its answer, if that was faster. The server runs again.
    pub(crate) async fn kill_during<T>(
        &mut self,
        delay: Duration,
        request: impl Future<Output = Option<T>>,
    ) -> Option<T> {
        let mut child = self.child.take().expect("it runs");
        // A thread's sleep: the timers of the runtime know whole milliseconds only.
        let killed = tokio::task::spawn_blocking(move || {
            std::thread::sleep(delay);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        let (answer, killed) = tokio::join!(request, killed);
        killed.unwrap();
        self.start().await;
        answer
    }

    /// SIGTERM.
    pub(crate) fn tell_to_stop(&self) {
        let id = self.child.as_ref().expect("it runs").id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.unwrap().success());
    }

    /// Waits for the end; the exit code.
    pub(crate) async fn ended(&mut self) -> Option<i32> {
        let mut child = self.child.take().expect("it runs");
        let ended = tokio::task::spawn_blocking(move || child.wait().unwrap());
        let ended = tokio::time::timeout(Duration::from_mins(1), ended).await;
        ended.expect("it ends").unwrap().code()
    }

    /// Whether it has not ended.
    pub(crate) fn is_running(&mut self) -> bool {
        let child = self.child.as_mut();
        child.is_some_and(|child| child.try_wait().unwrap().is_none())
    }

    /// The memory it holds, in KiB.
    pub(crate) fn memory(&self) -> u64 {
        let id = self.child.as_ref().expect("it runs").id();
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line.unwrap().trim().trim_end_matches(" kB");
        size.trim().parse().unwrap()
    }

    /// Runs a command beside the server; what it prints on standard output.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "{said}");
        String::from_utf8(stdout).unwrap()
    }

    /// Where it really is.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A new browser that asks this server directly.
    pub(crate) fn browser(&self) -> Browser {
        let witness = self.world.witness.clone();
        Browser::new(Socket::new(&self.public_url, &self.address(), witness))
    }

    /// The relying party of a configured client, which asks this server directly.
    pub(crate) fn relying_party(&self, client: &'static str) -> RelyingParty {
        relying_party(&self.browser(), client)
    }
}

/// Signet with a clock of its own.
fn clockwork() -> PathBuf {
    let signet = PathBuf::from(env!("CARGO_BIN_EXE_signet"));
    let path = signet.with_file_name("examples").join("clockwork");
    let missing = "is missing: run `cargo build -p signet --example clockwork`";
    assert!(path.exists(), "{} {missing}", path.display());
    path
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
