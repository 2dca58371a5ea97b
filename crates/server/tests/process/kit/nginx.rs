//! A real nginx in front of a server, configured as README.md says.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use testkit::not_run::not_run;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");

/// Stopped when dropped.
#[derive(Debug)]
pub(crate) struct Nginx {
    pub(crate) port: u16,
    child: Child,
}

impl Nginx {
    /// Starts one; none where there is no nginx, which only a desk may say.
    pub(crate) async fn start(folder: &Path, port: u16, server: &str) -> Option<Self> {
        let program = program()?;
        fs::create_dir(folder).unwrap();
        let place = folder.display();
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {place}/{kind};"))
            .join("\n");
        // Started by root it would change to a user who may not enter this folder.
        let user = if is_root() { "user root;" } else { "" };
        let text = format!(
            "daemon off;\nworker_processes 1;\n{user}\npid {place}/pid;\n\
             error_log {place}/error.log;\nevents {{}}\n\
             http {{\naccess_log off;\n{temporary}\n{server}\n}}\n"
        );
        fs::write(folder.join("nginx.conf"), text).unwrap();
        let child = Command::new(program)
            .args(["-e", &format!("{place}/error.log")])
            .args(["-p", &place.to_string()])
            .args(["-c", &format!("{place}/nginx.conf")])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut nginx = Self { port, child };
        nginx.ready(folder).await;
        Some(nginx)
    }

    async fn ready(&mut self, folder: &Path) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while tokio::net::TcpStream::connect(("127.0.0.1", self.port))
            .await
            .is_err()
        {
            let ended = self.child.try_wait().unwrap();
            let said = || fs::read_to_string(folder.join("error.log")).unwrap_or_default();
            assert!(ended.is_none(), "nginx ended: {}", said());
            assert!(Instant::now() < deadline, "nginx is not ready: {}", said());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // SIGTERM, so that it ends its worker too.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.child.wait();
    }
}

fn is_root() -> bool {
    let said = Command::new("id").arg("-u").output();
    said.is_ok_and(|said| said.stdout == b"0\n")
}

fn program() -> Option<&'static str> {
    let places = ["nginx", "/usr/sbin/nginx"];
    let runs = |place: &&str| Command::new(place).arg("-v").output().is_ok();
    let found = places.into_iter().find(runs);
    if found.is_none() {
        not_run("nginx");
    }
    found
}

/// The server block of the README, listening on this port in front of that server. TLS is left
/// out, and nothing else.
pub(crate) fn readme_server(port: u16, server: &str) -> String {
    let block = readme_block("```nginx\nserver {");
    let lines = block
        .lines()
        .filter(|line| !line.contains("ssl_certificate"));
    let block: Vec<&str> = lines.collect();
    let block = block.join("\n");
    for part in ["listen 443 ssl;", "http://127.0.0.1:3001"] {
        assert!(block.contains(part), "the README's block has no {part}");
    }
    block
        .replace("listen 443 ssl;", &format!("listen 127.0.0.1:{port};"))
        .replace("http://127.0.0.1:3001", server)
}

/// The same with one of the README's locations below a path.
pub(crate) fn readme_location(port: u16, server: &str, comment: &str) -> String {
    let locations = readme_block("```nginx\nlocation /id/");
    let line = locations.lines().find(|line| line.ends_with(comment));
    let line = line
        .expect("a location")
        .replace("http://127.0.0.1:3001", server);
    let whole = readme_server(port, server);
    let (head, rest) = whole.split_once("    location /").expect("a location");
    let (_, tail) = rest.split_once("    }\n").expect("its end");
    format!("{head}    {line}\n{tail}")
}

fn readme_block(start: &str) -> String {
    let readme = fs::read_to_string(README).unwrap();
    let at = readme.find(start).expect("a block of nginx") + "```nginx\n".len();
    let (block, _) = readme[at..].split_once("```").expect("its end");
    block.to_owned()
}
