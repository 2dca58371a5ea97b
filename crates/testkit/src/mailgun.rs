//! A mail provider on this machine that speaks as Mailgun does, and fails as it is told to.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
};

use crate::ports::{async_listener, free_port};

/// What Signet is told to authenticate with.
pub const API_KEY: &str = "key-3ax6xnjp29jd6fds4gc373sgvjxteol0";

/// What a request gets.
#[derive(Debug, Clone)]
pub enum Reply {
    /// This status line and these further header lines.
    Status(&'static str, &'static str),
    /// Nothing, for as long as the other side waits.
    Silence,
    /// These bytes, then the connection closes.
    Bytes(String),
    /// These bytes, then silence.
    ThenSilence(&'static str),
    /// These bytes, then more of a body than anybody wants.
    ThenFlood(&'static str),
}

impl Reply {
    /// A whole answer with this status line and body, after which the connection closes.
    pub fn of(status: &str, body: &str) -> Self {
        Self::Bytes(format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
    }
}

/// A request.
#[derive(Debug, Clone)]
pub struct Heard {
    /// What stands before the blank line.
    pub head: String,
    /// What stands behind it.
    pub body: String,
    /// When it was complete.
    pub at: Instant,
}

impl Heard {
    /// A field of the form.
    pub fn field(&self, name: &str) -> Option<String> {
        let mut fields = url::form_urlencoded::parse(self.body.as_bytes());
        let found = fields.find(|(n, _)| n == name);
        found.map(|(_, value)| value.into_owned())
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    /// The domain that is asked for (`GET /v4/domains/{name}`).
    pub fn domain(&self) -> Option<String> {
        let path = self.head.strip_prefix("GET ")?.split(' ').next()?;
        Some(path.split_once("/v4/domains/")?.1.to_owned())
    }

    /// The code in the mail, wherever it stands.
    pub fn code(&self) -> String {
        let fields = ["text", "h:X-Mailgun-Variables", "html"];
        let text = fields.iter().find_map(|name| self.field(name)).unwrap();
        let mut numbers = text.split(|c: char| !c.is_ascii_digit());
        let code = numbers.find(|number| number.len() == 6);
        code.unwrap_or_else(|| panic!("no code in {text}"))
            .to_owned()
    }
}

#[derive(Debug, Default)]
struct Book {
    heard: Vec<Heard>,
    replies: HashMap<String, VecDeque<Reply>>,
    /// What a request gets for which nothing was planned, instead of being accepted.
    usual: Option<Reply>,
    /// What is told of each sending domain.
    domains: HashMap<String, String>,
}

impl Book {
    fn reply(&mut self, heard: Heard) -> Option<Reply> {
        let to = heard.field("to").unwrap_or_default();
        let domain = heard.domain();
        self.heard.push(heard);
        let planned = self.replies.get_mut(&to).and_then(VecDeque::pop_front);
        planned.or_else(|| self.usual.clone()).or_else(|| {
            Some(match self.domains.get(&domain?) {
                Some(told) => Reply::of("200 OK", told),
                None => Reply::of("404 Not Found", r#"{"message":"Domain not found"}"#),
            })
        })
    }
}

/// It stops listening when dropped.
#[derive(Debug)]
pub struct Mailgun {
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    book: Arc<Mutex<Book>>,
    listening: Option<JoinHandle<()>>,
}

impl Mailgun {
    /// One that nobody can connect to yet.
    pub fn closed() -> Self {
        Self {
            port: free_port(),
            book: Arc::default(),
            listening: None,
        }
    }

    /// One that accepts every mail.
    pub async fn open() -> Self {
        let mut mailgun = Self::closed();
        mailgun.listen().await;
        mailgun
    }

    /// One that answers all alike.
    pub async fn answering(reply: Reply) -> Self {
        let mailgun = Self::open().await;
        mailgun.answer(reply);
        mailgun
    }

    /// What every request gets from now on for which nothing is planned.
    pub fn answer(&self, reply: Reply) {
        self.book.lock().unwrap().usual = Some(reply);
    }

    /// Its address without a path.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Every request, whomever it is about.
    pub fn all(&self) -> Vec<Heard> {
        self.book.lock().unwrap().heard.clone()
    }

    /// Begins to listen.
    pub async fn listen(&mut self) {
        let listener = async_listener(self.port).await;
        let book = Arc::clone(&self.book);
        self.listening = Some(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&book)));
            }
        }));
    }

    /// What the next requests about a recipient get; after that they are accepted.
    pub fn plan(&self, to: &str, replies: &[Reply]) {
        let mut book = self.book.lock().unwrap();
        book.replies.insert(to.to_owned(), replies.to_vec().into());
    }

    /// Makes a sending domain known, with its state (`active`, `unverified`) and whether its SPF and
    /// DKIM records are in the DNS (`valid`, `invalid`, `unknown`). Others are unknown.
    pub fn know(&self, domain: &str, state: &str, spf: &str, dkim: &str) {
        let told = format!(
            r#"{{"domain":{{"name":"{domain}","state":"{state}"}},"receiving_dns_records":[],"sending_dns_records":[
            {{"record_type":"TXT","name":"{domain}","valid":"{spf}","value":"v=spf1 include:mailgun.org ~all"}},
            {{"record_type":"TXT","name":"k1._domainkey.{domain}","valid":"{dkim}","value":"k=rsa; p=MIGf"}},
            {{"record_type":"CNAME","name":"email.{domain}","valid":"valid","value":"mailgun.org"}}]}}"#
        );
        let mut book = self.book.lock().unwrap();
        book.domains.insert(domain.to_owned(), told);
    }

    /// All requests about a recipient.
    pub fn heard(&self, to: &str) -> Vec<Heard> {
        let book = self.book.lock().unwrap();
        let about = |heard: &&Heard| heard.field("to").as_deref() == Some(to);
        book.heard.iter().filter(about).cloned().collect()
    }

    /// The newest of so many requests about a recipient, as soon as they have come.
    pub async fn wait_for(&self, to: &str, number: usize, patience: Duration) -> Heard {
        let deadline = Instant::now() + patience;
        loop {
            let heard = self.heard(to);
            if heard.len() >= number {
                return heard[number - 1].clone();
            }
            assert!(
                Instant::now() < deadline,
                "{} of {number} requests came in {patience:?}",
                heard.len()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Mailgun {
    fn drop(&mut self) {
        if let Some(listening) = &self.listening {
            listening.abort();
        }
    }
}

async fn answer(mut stream: TcpStream, book: Arc<Mutex<Book>>) {
    // A sender that dies while it speaks has said nothing.
    while let Some(heard) = hear(&mut stream).await {
        let to = heard.field("to").unwrap_or_default();
        let reply = book.lock().unwrap().reply(heard);
        let (status, more) = match reply {
            Some(Reply::Silence) => return silence(stream, "").await,
            Some(Reply::ThenSilence(bytes)) => return silence(stream, bytes).await,
            Some(Reply::Bytes(bytes)) => {
                let _ = stream.write_all(bytes.as_bytes()).await;
                return;
            }
            Some(Reply::ThenFlood(bytes)) => {
                let _ = stream.write_all(bytes.as_bytes()).await;
                while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
                return;
            }
            Some(Reply::Status(status, more)) => (status, more),
            None => ("200 OK", ""),
        };
        // What providers say may quote what they were told; it must not reach a log (T-70).
        let said = format!("{{\"message\":\"about {to}, key {API_KEY}\"}}");
        let text = format!(
            "HTTP/1.1 {status}\r\n{more}Content-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{said}",
            said.len()
        );
        if stream.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Until they hang up.
async fn silence(mut stream: TcpStream, first: &str) {
    let _ = stream.write_all(first.as_bytes()).await;
    while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
}

async fn hear(stream: &mut TcpStream) -> Option<Heard> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let read = stream
            .read(&mut chunk)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let request = Heard {
            head: head.to_owned(),
            body: body.to_owned(),
            at: Instant::now(),
        };
        let length = request.header("content-length");
        if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            return Some(request);
        }
    }
}
