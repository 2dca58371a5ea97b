// A single-page app on the published `oidc-client-ts`, as its README shows it.
/* global oidc */
(async () => {
  const { authority, client_id } = await (await fetch('/settings.json')).json();
  const manager = new oidc.UserManager({
    authority,
    client_id,
    redirect_uri: `${location.origin}/callback`,
    post_logout_redirect_uri: `${location.origin}/`,
    response_type: 'code',
    scope: 'openid offline_access profile email',
    loadUserInfo: true,
    automaticSilentRenew: false,
    userStore: new oidc.WebStorageStateStore({ store: window.localStorage }),
  });
  const show = (user) => {
    document.getElementById('who').textContent = user ? user.profile.email : 'nobody';
    document.body.dataset.ready = 'yes';
  };
  window.manager = manager;
  document.getElementById('sign-in').onclick = () => manager.signinRedirect();
  document.getElementById('sign-out').onclick = () => manager.signoutRedirect();
  if (location.pathname === '/callback') {
    await manager.signinCallback();
    history.replaceState({}, '', '/');
  }
  show(await manager.getUser());
})();
