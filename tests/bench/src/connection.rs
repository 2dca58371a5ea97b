//! One keep-alive connection that sends a request after the other.

use anyhow::{Context, ensure};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

const FORM: &str = "application/x-www-form-urlencoded";

/// A connection to the provider.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

/// An answer, read to its end.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// Where a redirect leads.
    pub fn location(&self) -> anyhow::Result<&str> {
        ensure!(
            self.status == StatusCode::SEE_OTHER,
            "expected 303, got {}",
            self.status
        );
        Ok(self
            .headers
            .get(header::LOCATION)
            .context("no Location")?
            .to_str()?)
    }

    /// The body as text.
    pub fn text(&self) -> anyhow::Result<&str> {
        Ok(std::str::from_utf8(&self.body)?)
    }
}

impl Connection {
    /// Connects to `127.0.0.1:port`.
    pub async fn open(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move {
            // The other side closing is how a scenario ends.
            let _ = connection.await;
        });
        Ok(Self {
            sender,
            host: format!("localhost:{port}"),
        })
    }

    /// `GET`, with a cookie header if there is something in it.
    pub async fn get(&mut self, target: &str, cookies: &str) -> anyhow::Result<Answer> {
        let mut request = Request::get(target).header(header::HOST, &self.host);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        self.send(request.body(Full::default())?).await
    }

    /// `GET` with an access token.
    pub async fn get_as(&mut self, target: &str, token: &str) -> anyhow::Result<Answer> {
        let request = Request::get(target)
            .header(header::HOST, &self.host)
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Full::default())?).await
    }

    /// `POST` of a form.
    pub async fn post(
        &mut self,
        target: &str,
        cookies: &str,
        form: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        let mut request = Request::post(target)
            .header(header::HOST, &self.host)
            .header(header::CONTENT_TYPE, FORM);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        self.send(request.body(encoded(form))?).await
    }

    /// `POST` of a form by a client that authenticates in the header.
    pub async fn post_as(
        &mut self,
        target: &str,
        authorization: &str,
        form: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        let request = Request::post(target)
            .header(header::HOST, &self.host)
            .header(header::AUTHORIZATION, authorization)
            .header(header::CONTENT_TYPE, FORM);
        self.send(request.body(encoded(form))?).await
    }

    /// A request with an access token and, perhaps, a body of JSON.
    pub async fn call_as(
        &mut self,
        (method, target): (http::Method, &str),
        token: &str,
        body: Option<&serde_json::Value>,
    ) -> anyhow::Result<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(target)
            .header(header::HOST, &self.host)
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map(ToString::to_string).unwrap_or_default();
        self.send(request.body(Full::from(body))?).await
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> anyhow::Result<Answer> {
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let (head, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body,
        })
    }
}

fn encoded(form: &[(&str, &str)]) -> Full<Bytes> {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    Full::from(body.extend_pairs(form).finish())
}
