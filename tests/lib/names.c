/* Loaded into Signet before its libraries: Mailgun's names lead to this machine, and port 443 of it to
 * the port that TEST_TLS_PORT says. What Signet does with the names is its own. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#define HERE "127.0.0.1"

typedef int (*look_up)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
typedef int (*connect_to)(int, const struct sockaddr *, socklen_t);

static int is_mailgun(const char *name) {
  return strcmp(name, "api.mailgun.net") == 0 || strcmp(name, "api.eu.mailgun.net") == 0;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
  look_up real = (look_up)dlsym(RTLD_NEXT, "getaddrinfo");
  return real(name && is_mailgun(name) ? HERE : name, service, hints, found);
}

int connect(int socket, const struct sockaddr *address, socklen_t length) {
  connect_to real = (connect_to)dlsym(RTLD_NEXT, "connect");
  const char *port = getenv("TEST_TLS_PORT");
  if (!port || address->sa_family != AF_INET) return real(socket, address, length);
  struct sockaddr_in there;
  memcpy(&there, address, sizeof there);
  if (there.sin_port == htons(443) && there.sin_addr.s_addr == inet_addr(HERE)) there.sin_port = htons((uint16_t)atoi(port));
  return real(socket, (const struct sockaddr *)&there, length);
}
