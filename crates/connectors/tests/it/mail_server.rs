//! A mail server for one dialogue, with or without TLS, under an authority of its own.

use std::{fmt::Write as _, io::Write as _, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::NamedTempFile;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};

/// How the server protects the dialogue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protection {
    None,
    Starttls,
    Implicit,
}

/// What it says at each step.
#[derive(Clone, Copy)]
pub(crate) struct Script {
    pub(crate) protection: Protection,
    pub(crate) greeting: &'static str,
    pub(crate) mechanisms: &'static str,
    pub(crate) auth: &'static str,
    pub(crate) sender: &'static str,
    pub(crate) recipient: &'static str,
    pub(crate) data: &'static str,
    /// Empty: says nothing and keeps the line open.
    pub(crate) quit: &'static str,
}

impl Script {
    pub(crate) const fn new(protection: Protection) -> Self {
        Self {
            protection,
            greeting: "220 mail.test ready",
            mechanisms: "PLAIN LOGIN",
            auth: "235 2.7.0 welcome",
            sender: "250 ok",
            recipient: "250 ok",
            data: "250 2.0.0 queued",
            quit: "221 bye",
        }
    }
}

/// What the server heard.
#[derive(Default)]
pub(crate) struct Heard {
    /// Commands, an `S:` before those under TLS.
    pub(crate) commands: Vec<String>,
    /// The message between DATA and the dot.
    pub(crate) message: String,
}

pub(crate) struct MailServer {
    pub(crate) port: u16,
    /// The authority's certificate.
    pub(crate) authority: NamedTempFile,
    pub(crate) heard: JoinHandle<Heard>,
}

pub(crate) async fn start(script: Script) -> MailServer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (acceptor, authority) = identity();
    let heard = tokio::spawn(async move {
        let mut heard = Heard::default();
        let (stream, _) = listener.accept().await.unwrap();
        if script.protection == Protection::Implicit {
            if let Ok(stream) = acceptor.accept(stream).await {
                greet_and_talk(BufReader::new(stream), script, "S:", &mut heard).await;
            }
            return heard;
        }
        if let Some(plain) = greet_and_talk(BufReader::new(stream), script, "", &mut heard).await
            && let Ok(stream) = acceptor.accept(plain.into_inner()).await
        {
            talk(BufReader::new(stream), script, "S:", &mut heard).await;
        }
        heard
    });
    MailServer {
        port,
        authority,
        heard,
    }
}

/// A certificate for `localhost`, and the file of the authority that signed it.
pub(crate) fn identity() -> (TlsAcceptor, NamedTempFile) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(params.self_signed(&key).unwrap().pem().as_bytes())
        .unwrap();
    let issuer = Issuer::new(params, key);

    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate: CertificateDer<'static> = params.signed_by(&key, &issuer).unwrap().into();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), file)
}

async fn greet_and_talk<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: BufReader<S>,
    script: Script,
    mark: &str,
    heard: &mut Heard,
) -> Option<BufReader<S>> {
    say(&mut stream, script.greeting).await;
    talk(stream, script, mark, heard).await
}

/// Talks until they hang up, or until they ask for TLS: then the stream comes back.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: BufReader<S>,
    script: Script,
    mark: &str,
    heard: &mut Heard,
) -> Option<BufReader<S>> {
    while let Some(command) = line(&mut stream).await {
        heard.commands.push(format!("{mark}{command}"));
        let verb = command.split(' ').next().unwrap_or_default();
        match verb {
            "EHLO" => {
                let offered = if script.protection == Protection::Starttls && mark.is_empty() {
                    "STARTTLS".to_owned()
                } else {
                    format!("AUTH {}", script.mechanisms)
                };
                let answer = format!("250-mail.test\r\n250-{offered}\r\n250 8BITMIME");
                say(&mut stream, &answer).await;
            }
            "STARTTLS" => {
                say(&mut stream, "220 go ahead").await;
                return Some(stream);
            }
            "AUTH" if command == "AUTH LOGIN" => {
                for challenge in ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"] {
                    say(&mut stream, challenge).await;
                    let answer = line(&mut stream).await?;
                    heard.commands.push(format!("{mark}{answer}"));
                }
                say(&mut stream, script.auth).await;
            }
            "AUTH" => say(&mut stream, script.auth).await,
            "MAIL" => say(&mut stream, script.sender).await,
            "RCPT" => say(&mut stream, script.recipient).await,
            "DATA" => {
                say(&mut stream, "354 end with a dot").await;
                while let Some(text) = line(&mut stream).await.filter(|text| text != ".") {
                    let _ = writeln!(heard.message, "{text}");
                }
                say(&mut stream, script.data).await;
            }
            "QUIT" if script.quit.is_empty() => {}
            "QUIT" => {
                say(&mut stream, script.quit).await;
                return None;
            }
            other => panic!("unexpected command {other}"),
        }
    }
    None
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut S, answer: &str) {
    let _ = stream.write_all(format!("{answer}\r\n").as_bytes()).await;
    let _ = stream.flush().await;
}

async fn line<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut text = String::new();
    let read = stream.read_line(&mut text).await.ok()?;
    (read > 0).then(|| text.trim_end_matches(['\r', '\n']).to_owned())
}
