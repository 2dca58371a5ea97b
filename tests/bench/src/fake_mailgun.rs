//! A socket that takes mails as Mailgun does and hands each code to whoever waits for it.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::oneshot};

#[derive(Default)]
struct Post {
    arrived: HashMap<String, String>,
    awaited: HashMap<String, oneshot::Sender<String>>,
}

/// The post office.
#[derive(Clone, Default)]
pub struct FakeMailgun(Arc<Mutex<Post>>);

impl FakeMailgun {
    /// Listens on a free port of the loopback address.
    pub async fn start() -> anyhow::Result<(Self, u16)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let mailgun = Self::default();
        let office = mailgun.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let office = office.clone();
                let service = service_fn(move |request| answer(office.clone(), request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Ok((mailgun, port))
    }

    /// Waits for the code that was mailed to this address.
    pub async fn code(&self, to: &str) -> anyhow::Result<String> {
        let waiting = {
            let mut post = self.lock();
            if let Some(code) = post.arrived.remove(to) {
                return Ok(code);
            }
            let (sender, receiver) = oneshot::channel();
            post.awaited.insert(to.to_owned(), sender);
            receiver
        };
        Ok(waiting.await?)
    }

    fn deliver(&self, to: String, code: String) {
        let mut post = self.lock();
        match post.awaited.remove(&to) {
            Some(waiting) => drop(waiting.send(code)),
            None => drop(post.arrived.insert(to, code)),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Post> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

async fn answer(
    office: FakeMailgun,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    if let Ok(body) = request.into_body().collect().await {
        let body = body.to_bytes();
        let form: HashMap<_, _> = url::form_urlencoded::parse(&body).into_owned().collect();
        let code = form.get("subject").and_then(|subject| subject.get(..6));
        if let (Some(to), Some(code)) = (form.get("to"), code) {
            office.deliver(to.clone(), code.to_owned());
        }
    }
    Ok(Response::new(Full::from(
        "{\"id\":\"<1@bench>\",\"message\":\"Queued. Thank you.\"}",
    )))
}
