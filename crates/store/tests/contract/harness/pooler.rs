//! A real PgBouncer before the test server, in transaction mode: nothing that is left on a
//! connection is there in the next transaction.

use std::{
    fs,
    net::TcpStream,
    os::unix::{fs::MetadataExt, fs::PermissionsExt, process::CommandExt},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;
use testkit::{own_database::OwnDatabase, ports::free_port};

/// PgBouncer does not run as root; this is `nobody` everywhere.
const NOBODY: u32 = 65_534;

/// A pooler of its own before a database. It is gone after the test.
pub(crate) struct Pooler {
    process: Child,
    folder: TempDir,
    server: String,
    port: u16,
    /// Whether the database goes with it.
    is_alone: bool,
    /// The database, as the server knows it.
    pub(crate) name: String,
    /// The database through the pooler.
    pub(crate) url: String,
}

impl Pooler {
    /// Before a database of its own, with further lines of `pgbouncer.ini`.
    pub(crate) async fn start(server: String, further: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("pooled_{}_{number}", std::process::id());
        admin(&server, format!("create database {name}")).await;
        let mut pooler = Self::started(server, name, further);
        pooler.is_alone = true;
        pooler
    }

    /// Before a database that is there, and stays.
    pub(crate) fn before(own: &OwnDatabase, server: String) -> Self {
        Self::started(server, own.name().to_owned(), "")
    }

    fn started(server: String, name: String, further: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let port = free_port();
        fs::write(
            folder.path().join("pgbouncer.ini"),
            settings(&server, &name, port, further),
        )
        .unwrap();
        let process = spawn(&folder);
        let url = format!("postgres://whoever@127.0.0.1:{port}/{name}");
        let mut pooler = Self {
            process,
            folder,
            server,
            port,
            is_alone: false,
            name,
            url,
        };
        pooler.is_there();
        pooler
    }

    fn is_there(&mut self) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "no pooler");
            assert!(self.process.try_wait().unwrap().is_none(), "it ended");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// As when it is taken down for a while.
    pub(crate) fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// On the same port as before.
    pub(crate) fn start_again(&mut self) {
        self.process = spawn(&self.folder);
        self.is_there();
    }

    pub(crate) async fn drop(mut self) {
        self.stop();
        if self.is_alone {
            let drop = format!("drop database {} with (force)", self.name);
            admin(&self.server, drop).await;
        }
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(folder: &TempDir) -> Child {
    // Where Debian puts it, which is not on everybody's path.
    let program = ["/usr/sbin/pgbouncer", "/usr/local/bin/pgbouncer"];
    let program = program.iter().find(|path| fs::metadata(path).is_ok());
    let mut command = Command::new(program.unwrap_or(&"pgbouncer"));
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
        .arg("-q")
        .arg(folder.path().join("pgbouncer.ini"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
        .spawn()
        .expect("PgBouncer is installed: apt-get install pgbouncer")
}

/// What a pooler is given as it comes: no parameter of ours is on a list of exceptions.
fn settings(server: &str, name: &str, port: u16, further: &str) -> String {
    let server: url::Url = server.parse().unwrap();
    let password = server.password().map(|word| format!(" password={word}"));
    format!(
        "[databases]\n{name} = host={} port={} user={}{}\n\
         [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
         auth_type = any\npool_mode = transaction\ndefault_pool_size = 20\n\
         max_client_conn = 200\n{further}\n",
        server.host_str().unwrap(),
        server.port().unwrap_or(5432),
        server.username(),
        password.unwrap_or_default(),
    )
}

async fn admin(server: &str, sql: String) {
    let mut conn = PgConnection::connect(server).await.unwrap();
    conn.execute(AssertSqlSafe(sql)).await.unwrap();
    conn.close().await.unwrap();
}
