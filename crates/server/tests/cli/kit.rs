//! A folder, some free ports, and `signet` in it.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

pub(crate) use testkit::ports::{free_port as port, listener};

/// As long as a first start may take on a busy machine, RSA key included.
const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Where one `signet` lives.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    pub(crate) port: u16,
    pub(crate) demo_port: u16,
}

impl Home {
    pub(crate) fn new() -> Self {
        // ES256, because an RSA key takes seconds in an unoptimised build.
        let home = Self {
            folder: tempfile::tempdir().unwrap(),
            port: port(),
            demo_port: port(),
        };
        home.configure("");
        home
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes `signet.toml`. Ports and algorithm come from the environment.
    pub(crate) fn configure(&self, text: &str) {
        fs::write(self.path("signet.toml"), text).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_signet"), arguments, variables)
    }

    pub(crate) fn command_of(
        &self,
        program: &str,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(testkit::run_id::variable())
            .env("RUST_BACKTRACE", "1")
            .env("SIGNET__OIDC__ID_TOKEN_ALG", "ES256")
            .env("SIGNET__HTTP__LISTEN", format!("localhost:{}", self.port))
            .env(
                "SIGNET__DEMO__LISTEN",
                format!("localhost:{}", self.demo_port),
            )
            .envs(variables.iter().copied());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        self.command(arguments, variables).output().unwrap()
    }

    /// Runs a command that must fail, with one sentence, and gives that sentence.
    pub(crate) fn refused(&self, arguments: &[&str], variables: &[(&str, &str)]) -> String {
        let output = self.run(arguments, variables);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(
            said.lines().count(),
            1,
            "one line, and no backtrace: {said}"
        );
        assert!(said.trim_end().ends_with('.'), "a sentence: {said}");
        said
    }

    /// Runs a command that must succeed, and gives what it prints.
    pub(crate) fn done(&self, arguments: &[&str], variables: &[(&str, &str)]) -> String {
        let output = self.run(arguments, variables);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts a server and waits until it is ready.
    pub(crate) fn start(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Running {
        self.start_as(env!("CARGO_BIN_EXE_signet"), arguments, variables)
    }

    /// Starts it through another program.
    pub(crate) fn start_as(
        &self,
        program: &str,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Running {
        let mut child = self
            .command_of(program, arguments, variables)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = child.stdout.take().unwrap();
        let (lines, said) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = lines.send(line);
            }
        });
        let mut running = Running {
            child,
            said,
            printed: Vec::new(),
            port: self.port,
        };
        running.wait_for("Signet is ready");
        running
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }
}

/// A server; killed when dropped.
pub(crate) struct Running {
    child: Child,
    said: mpsc::Receiver<String>,
    printed: Vec<String>,
    port: u16,
}

impl Running {
    /// Waits for a line that contains this.
    pub(crate) fn wait_for(&mut self, part: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = self.said.recv_timeout(left) else {
                let complaint = self.complaint();
                panic!("never said {part:?}: {:?}, {complaint}", self.printed);
            };
            self.printed.push(line);
            if self.printed.last().is_some_and(|line| line.contains(part)) {
                return;
            }
        }
    }

    /// Every line up to the one that was last waited for.
    pub(crate) fn said_so_far(&self) -> &[String] {
        &self.printed
    }

    fn complaint(&mut self) -> String {
        let _ = self.child.kill();
        let mut said = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            let _ = std::io::Read::read_to_string(&mut stderr, &mut said);
        }
        said
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// SIGTERM.
    pub(crate) fn tell_to_stop(&self) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end and gives the exit code.
    pub(crate) fn ended(&mut self) -> Option<i32> {
        let deadline = Instant::now() + Duration::from_secs(30);
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it did not end");
    }

    pub(crate) fn stop(mut self) {
        self.tell_to_stop();
        assert_eq!(self.ended(), Some(0));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// GET without following redirects: status and body.
pub(crate) async fn get(url: &str) -> (u16, String) {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let response = client.build().unwrap().get(url).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

pub(crate) fn exists(path: &Path) -> bool {
    path.exists()
}
