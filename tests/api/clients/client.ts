// A fetch that knows the API's types: they are generated from its description.
import type { components, paths } from "./openapi.js";

type Method = "get" | "post" | "delete";
type Body<O> = O extends {
  requestBody: { content: { "application/json": infer B } };
}
  ? { body: B }
  : { body?: undefined };
type Parameters<O> = O extends { parameters: infer P } ? Omit<P, "cookie"> : never;
type Content<R> = R extends { content: { "application/json": infer C } }
  ? C
  : undefined;
type Good<O> = O extends { responses: infer R }
  ? { [S in keyof R]: S extends 200 | 201 | 204 ? Content<R[S]> : never }[keyof R]
  : never;
type Paths<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: object } ? P : never;
}[keyof paths];
type Said = {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  header?: Record<string, string>;
  body?: unknown;
};
export type Problem = components["schemas"]["Problem"];

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

export class Client {
  constructor(
    readonly address: string,
    readonly token?: string,
  ) {}

  async ask<M extends Method, P extends Paths<M>>(
    method: M,
    path: P,
    said: Parameters<paths[P][M]> & Body<paths[P][M]>,
  ): Promise<Good<paths[P][M]>> {
    const { path: places, query, header, body } = said as Said;
    let url = this.address + String(path);
    for (const [name, value] of Object.entries(places ?? {})) {
      url = url.replace(`{${name}}`, encodeURIComponent(value));
    }
    const words = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
      words.set(name, String(value));
    }
    const headers: Record<string, string> = { ...header };
    if (this.token !== undefined) headers["Authorization"] = `Bearer ${this.token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const reply = await fetch(words.size > 0 ? `${url}?${words}` : url, {
      method: method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Refused((await reply.json()) as Problem);
    return (reply.status === 204 ? undefined : await reply.json()) as Good<
      paths[P][M]
    >;
  }
}
